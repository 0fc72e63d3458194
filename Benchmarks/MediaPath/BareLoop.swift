import LibAV
import Platform

/// Decode, scale and encode in one loop on one thread: the floor that the pipeline is held against.
struct BareLoop {
    /// CPU seconds.
    var decode = 0.0
    var scale = 0.0
    var encode = 0.0
    var frames = 0

    var total: Double { decode + scale + encode }

    /// - Parameter height: of the encoded picture; the width follows.
    init(_ path: String, preset: String, height: Int) throws {
        let file = SharedDescriptor(try File.open(path, .readOnly))
        let input = try InputContext.open(file)
        guard let source = try input.streams().first(where: { $0.kind == .video }) else { return }
        input.read(only: [source.index])
        let decoder = try Decoder.open(source.parameters, timeBase: source.timeBase)
        let width = (source.parameters.width * height / source.parameters.height) & ~1
        let format = source.parameters.pixelFormat
        let target = PictureShape(width: width, height: height, format: format)
        let scaler = try Scaler.make(
            from: PictureShape(width: source.parameters.width, height: source.parameters.height, format: format),
            to: target, sourceColor: source.parameters.color, targetColor: source.parameters.color)
        let pool = try PicturePool.make(width: width, height: height, format: format)
        let builder = try EncoderBuilder.make("libx264", globalHeader: true)
        builder.setVideo(
            width: width, height: height, format: format, sampleAspectRatio: .one, color: source.parameters.color,
            timeBase: source.timeBase, frameRate: source.frameRate)
        try builder.set(option: "preset", to: preset)
        try builder.set(option: "crf", to: "23")
        let encoder = try builder.open()
        var clock = ThreadCPUClock.nanoseconds()
        func lap(_ account: WritableKeyPath<BareLoop, Double>) {
            let now = ThreadCPUClock.nanoseconds()
            self[keyPath: account] += Double(now - clock) / 1e9
            clock = now
        }
        let packet = try Packet()
        var isOpen = true
        while isOpen {
            isOpen = try input.read(into: packet) == .packet
            // Packets that libav read while it looked into the streams come whatever is asked for.
            if isOpen && packet.stream != source.index { continue }
            if isOpen { _ = try decoder.send(packet) } else { try decoder.finish() }
            while true {
                let frame = try Frame()
                guard try decoder.receive(into: frame) == .frame else { break }
                lap(\.decode)
                let picture = try pool.picture(like: frame)
                picture.forgetPictureType()
                picture.pts = frame.bestTimestamp
                try scaler.scale(frame, into: picture)
                lap(\.scale)
                _ = try encoder.send(picture)
                _ = try encoder.drain()
                lap(\.encode)
                frames += 1
            }
        }
        lap(\.decode)
        try encoder.finish()
        _ = try encoder.drain()
        lap(\.encode)
    }
}

extension Encoder {
    /// Takes and drops what is ready; returns bytes.
    fileprivate borrowing func drain() throws(AVFailure) -> Int {
        let packet = try Packet()
        var bytes = 0
        while try receive(into: packet) == .packet {
            bytes += packet.size
            packet.clear()
        }
        return bytes
    }
}
