import CLibAV
import CLibAVShim

/// Coded data of one stream: a reference to a counted buffer.
///
/// `@unchecked Sendable`: noncopyable, so exactly one thread holds it; libav's buffers count atomically.
@safe package struct Packet: ~Copyable, @unchecked Sendable {
    let raw: UnsafeMutablePointer<AVPacket>

    /// An empty packet.
    package init() throws(AVFailure) {
        guard let raw = unsafe cav_packet_get() else { throw .noMemory("av_packet_alloc") }
        unsafe self.raw = raw
    }

    deinit { unsafe cav_packet_put(raw) }

    /// A second reference to the same data.
    package borrowing func reference() throws(AVFailure) -> Packet {
        let copy = try Packet()
        try AVFailure.check("av_packet_ref", unsafe av_packet_ref(copy.raw, raw))
        return copy
    }

    /// Drops the data.
    package func clear() { unsafe av_packet_unref(raw) }

    package var stream: Int {
        get { unsafe Int(raw.pointee.stream_index) }
        nonmutating set { unsafe raw.pointee.stream_index = Int32(newValue) }
    }
    /// In the stream's time base.
    package var pts: Int64? {
        get { unsafe Int64(timestamp: raw.pointee.pts) }
        nonmutating set { unsafe raw.pointee.pts = rawTimestamp(newValue) }
    }
    package var dts: Int64? {
        get { unsafe Int64(timestamp: raw.pointee.dts) }
        nonmutating set { unsafe raw.pointee.dts = rawTimestamp(newValue) }
    }
    /// In the stream's time base, 0 where unknown.
    package var duration: Int64 {
        get { unsafe raw.pointee.duration }
        nonmutating set { unsafe raw.pointee.duration = newValue }
    }
    package var size: Int { unsafe Int(raw.pointee.size) }
    /// Byte offset in the file; negative where unknown.
    package var position: Int64 {
        get { unsafe raw.pointee.pos }
        nonmutating set { unsafe raw.pointee.pos = newValue }
    }
    package var isKey: Bool { unsafe raw.pointee.flags & AV_PKT_FLAG_KEY != 0 }
    /// Damaged, as far as the demuxer can tell.
    package var isCorrupt: Bool { unsafe raw.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 }
    /// To be decoded but not shown (outside an edit list).
    package var isDiscard: Bool { unsafe raw.pointee.flags & AV_PKT_FLAG_DISCARD != 0 }

    /// Changes pts, dts and duration from one time base to another.
    package func rescale(from: Rational, to: Rational) {
        unsafe av_packet_rescale_ts(raw, from.raw, to.raw)
    }

    /// Adds microseconds to pts and dts, which are in `base`.
    package func move(by microseconds: Int64, in base: Rational) {
        guard microseconds != 0 else { return }
        let ticks = Rational.microseconds.rescale(microseconds, to: base)
        if let pts { self.pts = pts + ticks }
        if let dts { self.dts = dts + ticks }
    }

    /// The coded bytes.
    package borrowing func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        let buffer = unsafe UnsafeBufferPointer(start: raw.pointee.data, count: Int(raw.pointee.size))
        return unsafe body(buffer.span)
    }

    /// The new extradata that the packet carries, if it does (a codec's parameters changed, or were known only at the end).
    package var newExtradata: [UInt8]? {
        var size = 0
        guard let bytes = unsafe av_packet_get_side_data(raw, AV_PKT_DATA_NEW_EXTRADATA, &size), size > 0 else {
            return nil
        }
        return unsafe Array(UnsafeBufferPointer(start: bytes, count: size))
    }
}
