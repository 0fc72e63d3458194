package import JobModel

/// Code (text), detail (text), then with presence bytes: pointer, hint, stage, stream (4), timestamp, cause.
///
/// The signal and the log tail have no bytes: the coordinator knows them better than the worker does.
extension Failure {
    /// Codes that a worker may claim. The others are the coordinator's own findings (a cancel, a timeout, a crash) or
    /// concern names and paths, which a worker never sees.
    package static let claimableCodes: Set<Code> = [
        .invalidSpec, .inputUnreadable, .inputChanged, .inputUnsupported, .inputCorrupt, .outputUnwritable,
        .limitExceeded, .workerMisbehaved, .noSpace, .internal,
    ]

    private static let maxDetailBytes = 1024
    private static let maxPointerBytes = 256
    private static let maxHintBytes = 512
    private static let maxStageBytes = 32
    private static let maxCauseBytes = 512
    private static let streamRange: ClosedRange<Int32> = 0...65_535
    private static let secondsRange = -1e12...1e12

    func encode(to writer: inout ByteWriter) {
        writer.text((Self.claimableCodes.contains(code) ? code : .internal).rawValue, atMost: Self.maxStageBytes)
        writer.text(detail, atMost: Self.maxDetailBytes)
        writer.optionalText(pointer, atMost: Self.maxPointerBytes)
        writer.optionalText(hint, atMost: Self.maxHintBytes)
        writer.optionalText(stage, atMost: Self.maxStageBytes)
        let index = stream.flatMap(Int32.init(exactly:)).flatMap { Self.streamRange.contains($0) ? $0 : nil }
        writer.integer(UInt8(index == nil ? 0 : 1))
        if let index { writer.integer(index) }
        writer.optionalDouble(timestamp, in: Self.secondsRange)
        writer.optionalText(cause, atMost: Self.maxCauseBytes)
    }

    init(from reader: inout ByteReader) throws(ProtocolViolation) {
        guard let code = Code(rawValue: try reader.text("failure code", atMost: Self.maxStageBytes)),
            Self.claimableCodes.contains(code)
        else { throw .outOfRange(field: "failure code") }
        self.init(code, try reader.text("detail", atMost: Self.maxDetailBytes))
        pointer = try reader.optionalText("pointer", atMost: Self.maxPointerBytes)
        hint = try reader.optionalText("hint", atMost: Self.maxHintBytes)
        stage = try reader.optionalText("stage", atMost: Self.maxStageBytes)
        if try reader.integer("stream", in: 0...1 as ClosedRange<UInt8>) == 1 {
            stream = Int(try reader.integer("stream", in: Self.streamRange))
        }
        timestamp = try reader.optionalDouble("timestamp", in: Self.secondsRange)
        cause = try reader.optionalText("cause", atMost: Self.maxCauseBytes)
    }
}
