import JobModel
import LibAV

/// Decodes all of a stream, or its first and its last part.
///
/// The first part is decoded as it comes. Where the last part begins is known only at the end, so packets from the
/// newest starting point on are kept (references, no copies), within a bound of number and bytes.
final class DecodedSample {
    enum Plan {
        case everything
        /// Groups of pictures, each cut after this many packets.
        case groups(limit: Int)
        /// This many packets at either end.
        case ends(Int)

        init(_ kind: MediaKind, packets: Int64, level: JobSpec.Verification) {
            self =
                switch (level, kind) {
                case (.full, _): .everything
                case (.standard, .video): .groups(limit: Int(clamping: max(8, packets / 10)))
                case (.standard, _): .ends(8)
                }
        }
    }

    private let decoder: Decoder
    private let frame: Frame
    private let plan: Plan
    private let size: (width: Int?, height: Int?)
    private var kept: [KeptPacket] = []
    private var keptBytes = 0
    private var packetsSeen = 0
    private var packetsSent: Int64 = 0
    private var isFirstPart = true
    private var wrongSize: (width: Int, height: Int)?
    private var damaged: Int64 = 0

    private(set) var frames: Int64 = 0
    private var samples: Int64 = 0
    private var sampleRate = 0
    /// Frames that the last part gave, and packets that went in.
    private var lastPart: (packets: Int, frames: Int64)?

    init(_ decoder: consuming Decoder, plan: Plan, size: (width: Int?, height: Int?)) throws(AVFailure) {
        self.decoder = decoder
        self.plan = plan
        self.size = size
        frame = try Frame()
    }

    func take(_ packet: borrowing Packet) throws(AVFailure) {
        defer { packetsSeen += 1 }
        switch plan {
        case .everything: try send(packet)
        case .groups(let limit):
            let begins = packet.isKey && packetsSeen > 0
            if begins || (isFirstPart && packetsSeen == limit) { try endFirstPart() }
            if isFirstPart { return try send(packet) }
            if begins { forget() }
            // Without a key frame since the first part's end there is nothing to start from.
            if begins || !kept.isEmpty, kept.count < limit, keptBytes < Self.mostKeptBytes { try keep(packet) }
        case .ends(let count):
            if isFirstPart {
                try send(packet)
                if packetsSeen + 1 == count { try endFirstPart() }
            } else {
                try keep(packet)
                if kept.count > count { forget(first: 1) }
            }
        }
    }

    /// Decodes what is left; call once, after the last packet.
    func finish() throws(AVFailure) {
        if isFirstPart {
            try drain()
            isFirstPart = false
        }
        guard !kept.isEmpty else { return }
        let before = frames
        for packet in kept { try send(packet.packet) }
        try drain()
        lastPart = (kept.count, frames - before)
        forget()
    }

    /// What is wrong with what was decoded; nil where nothing is.
    func complaint(of result: StreamResult) -> String? {
        if let wrongSize {
            return "a picture has \(wrongSize.width)×\(wrongSize.height), "
                + "not \(size.width ?? 0)×\(size.height ?? 0)"
        }
        if damaged > 0 { return "\(damaged) of \(frames) decoded frames are damaged" }
        if packetsSent > 0 && frames == 0 { return "nothing could be decoded" }
        if let lastPart, lastPart.frames == 0 { return "nothing could be decoded at its end" }
        switch (plan, result.kind) {
        case (.everything, .video) where frames != result.frames:
            return "\(frames) pictures were decoded, \(result.frames) were encoded"
        // Priming and padding are cut by some containers, and the last frame is filled up by some encoders.
        case (.everything, .audio):
            let found = samplesAtRate(result.sampleRate)
            if abs(found - result.frames) <= Self.mostPadding { return nil }
            return "\(found) samples were decoded, \(result.frames) were encoded"
        case (.groups, .video):
            // Pictures shown before an open group's key frame need the group before, which is not decoded.
            if let lastPart, lastPart.frames < Int64(lastPart.packets) - Self.mostLeadingPictures {
                return "the last group gave \(lastPart.frames) pictures from \(lastPart.packets) packets"
            }
            let first = packetsSent - Int64(lastPart?.packets ?? 0)
            let gave = frames - (lastPart?.frames ?? 0)
            return gave == first ? nil : "the first group gave \(gave) pictures from \(first) packets"
        default: return nil
        }
    }

    /// What was decoded, counted at the rate that was encoded (Opus is decoded at 48 kHz).
    private func samplesAtRate(_ rate: Int?) -> Int64 {
        guard let rate, sampleRate > 0, rate != sampleRate else { return samples }
        return Int64(Double(samples) * Double(rate) / Double(sampleRate))
    }

    private static let mostKeptBytes = 64 << 20
    private static let mostLeadingPictures: Int64 = 16
    private static let mostPadding: Int64 = 8192

    private func endFirstPart() throws(AVFailure) {
        guard isFirstPart else { return }
        isFirstPart = false
        try drain()
        decoder.flush()
    }

    private func send(_ packet: borrowing Packet) throws(AVFailure) {
        packetsSent += 1
        while case .full = try decoder.send(packet) { _ = try receiveAll() }
        _ = try receiveAll()
    }

    private func drain() throws(AVFailure) {
        try decoder.finish()
        _ = try receiveAll()
    }

    private func receiveAll() throws(AVFailure) {
        while case .frame = try decoder.receive(into: frame) {
            frames += 1
            samples += Int64(frame.samples)
            sampleRate = frame.sampleRate
            if frame.isDamaged { damaged += 1 }
            if let width = size.width, let height = size.height, (frame.width, frame.height) != (width, height) {
                wrongSize = (frame.width, frame.height)
            }
            frame.clear()
        }
    }

    private func keep(_ packet: borrowing Packet) throws(AVFailure) {
        kept.append(KeptPacket(try packet.reference()))
        keptBytes += packet.size
    }

    private func forget(first count: Int? = nil) {
        let count = count ?? kept.count
        for packet in kept.prefix(count) { keptBytes -= packet.packet.size }
        kept.removeFirst(count)
    }
}

/// A packet in an array, which holds no noncopyable values itself.
final class KeptPacket {
    let packet: Packet

    init(_ packet: consuming Packet) { self.packet = packet }
}
