import LibAV

/// Packets of one stream in order, with their times.
@safe struct PacketDeque: ~Copyable {
    private var slots: UnsafeMutablePointer<Packet>
    private var capacity = 64
    private var head = 0
    private(set) var count = 0
    /// Coded bytes that wait.
    private(set) var bytes = 0

    init() { unsafe slots = .allocate(capacity: 64) }

    deinit {
        for index in 0..<count { unsafe (slots + (head + index) % capacity).deinitialize(count: 1) }
        unsafe slots.deallocate()
    }

    mutating func append(_ packet: consuming Packet) {
        if count == capacity { grow() }
        bytes += packet.size
        unsafe (slots + (head + count) % capacity).initialize(to: packet)
        count += 1
    }

    mutating func removeFirst() -> Packet {
        precondition(count > 0, "taken from an empty deque")
        let packet = unsafe (slots + head).move()
        head = (head + 1) % capacity
        count -= 1
        bytes -= packet.size
        return packet
    }

    /// Decoding time of the first packet, nil when there is none.
    var firstTime: Int64? { unsafe count > 0 ? slots[head].dts ?? slots[head].pts ?? 0 : nil }

    /// Presentation time of the first packet, nil when there is none.
    var firstPresentation: Int64? { unsafe count > 0 ? slots[head].pts : nil }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Packet>.allocate(capacity: capacity * 2)
        for index in 0..<count {
            unsafe (larger + index).moveInitialize(from: slots + (head + index) % capacity, count: 1)
        }
        unsafe slots.deallocate()
        unsafe slots = larger
        capacity *= 2
        head = 0
    }
}
