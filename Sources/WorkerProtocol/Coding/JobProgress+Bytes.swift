import JobModel

/// Phase (1 byte), percent (presence, double), frames (8), frames a second, speed, seconds left (presence, double),
/// bytes written (8).
extension JobProgress {
    private static let phases: [Phase] = [.opening, .transcoding, .finishing, .verifying, .publishing]
    private static let percentRange = 0.0...100.0
    /// Also bounds the speed: no real rate comes near.
    private static let rateRange = 0.0...1e9
    private static let secondsRange = 0.0...1e9
    private static let countRange: ClosedRange<Int64> = 0...(1 << 62)

    func encode(to writer: inout ByteWriter) {
        writer.integer(UInt8(Self.phases.firstIndex(of: phase)!))
        writer.optionalDouble(percent, in: Self.percentRange)
        writer.integer(min(max(frames, 0), Self.countRange.upperBound))
        writer.double(fps, in: Self.rateRange)
        writer.double(speed, in: Self.rateRange)
        writer.optionalDouble(etaSeconds, in: Self.secondsRange)
        writer.integer(min(max(bytesWritten, 0), Self.countRange.upperBound))
    }

    init(from reader: inout ByteReader) throws(ProtocolViolation) {
        let phase = Self.phases[Int(try reader.integer("phase", in: 0...UInt8(Self.phases.count - 1)))]
        self.init(
            phase: phase,
            percent: try reader.optionalDouble("percent", in: Self.percentRange),
            frames: try reader.integer("frames", in: Self.countRange),
            fps: try reader.double("fps", in: Self.rateRange),
            speed: try reader.double("speed", in: Self.rateRange),
            etaSeconds: try reader.optionalDouble("eta", in: Self.secondsRange),
            bytesWritten: try reader.integer("bytes written", in: Self.countRange))
    }
}
