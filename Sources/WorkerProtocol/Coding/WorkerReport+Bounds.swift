import JobModel

/// The range of every value of a decoded report. What is inside is still only a claim.
extension WorkerReport {
    private static let maxEntries = 256
    private static let maxWarningBytes = 1024
    private static let maxLossBytes = 512

    /// The report with what a file may cause without end (warnings, losses) cut to what ``check(against:)`` takes.
    package func trimmed() -> WorkerReport {
        var report = self
        report.warnings = warnings.prefix(Self.maxEntries).map {
            PrintableText.cleaned($0, maxBytes: Self.maxWarningBytes)
        }
        report.losses = losses.prefix(Self.maxEntries).map { loss in
            var loss = loss
            loss.what = PrintableText.cleaned(loss.what, maxBytes: Self.maxLossBytes)
            loss.why = PrintableText.cleaned(loss.why, maxBytes: Self.maxLossBytes)
            return loss
        }
        return report
    }

    /// Refuses a report whose shape does not fit the job or whose values no honest worker sends.
    package func check(against job: WorkerJob) throws(ProtocolViolation) {
        try require(outputs.count == (job.operation == .transcode ? job.outputs.count : 0), "outputs")
        try require((probe != nil) == (job.operation == .probe), "probe")
        try require((verification != nil) == (job.operation == .verify), "verification")
        try require(losses.count <= Self.maxEntries, "losses")
        try require(warnings.count <= Self.maxEntries, "warnings")
        try require(stageCPUSeconds.count <= 32, "stage CPU seconds")
        for output in outputs { try output.check() }
        for loss in losses {
            try require(job.operation != .transcode || job.outputs.indices.contains(loss.output), "loss output")
            try require(loss.what.utf8.count <= Self.maxLossBytes && loss.why.utf8.count <= Self.maxLossBytes, "loss")
        }
        for warning in warnings { try require(warning.utf8.count <= Self.maxWarningBytes, "warning") }
        for (stage, seconds) in stageCPUSeconds {
            try require(stage.utf8.count <= 32 && (0...1e9).contains(seconds), "stage CPU seconds")
        }
        try probe?.check()
        try verification?.check()
    }
}

extension OutputReport {
    func check() throws(ProtocolViolation) {
        try require(container.utf8.count <= 32, "container")
        try require((0...(1 << 60)).contains(bytes), "bytes")
        try require((0...1e9).contains(duration), "duration")
        try require((1...256).contains(streams.count), "streams")
        for (index, stream) in streams.enumerated() {
            try require(stream.result.index == index, "stream index")
            try require((0...65_535).contains(stream.result.source), "source stream")
            try require(stream.result.codec.utf8.count <= 64, "codec")
            for count in [stream.result.packets, stream.result.frames, stream.result.bytes] {
                try require((0...(1 << 60)).contains(count), "stream counts")
            }
            for size in [stream.result.width, stream.result.height, stream.result.channels] {
                try require(size.map { (0...65_536).contains($0) } ?? true, "stream size")
            }
            try require(stream.result.sampleRate.map { (0...10_000_000).contains($0) } ?? true, "sample rate")
            try require(stream.parametersHash.map(isHexDigest) ?? true, "parameters hash")
        }
    }
}

extension VerificationReport {
    func check() throws(ProtocolViolation) {
        try require(isHexDigest(sha256), "sha256")
        for count in [bytes, packets, framesDecoded] { try require((0...(1 << 60)).contains(count), "verification") }
    }
}

extension ProbeReport {
    func check() throws(ProtocolViolation) {
        try require(format.utf8.count <= 256, "format")
        try require((0...(1 << 60)).contains(bytes), "bytes")
        try require(streams.count <= 1024 && chapters.count <= 4096 && tags.count <= 1024, "probe")
        for seconds in [duration, startTime] { try require(seconds.map(\.isFinite) ?? true, "duration") }
    }
}

private func require(_ condition: Bool, _ field: String) throws(ProtocolViolation) {
    if !condition { throw .outOfRange(field: field) }
}

/// 64 lower-case hexadecimal digits.
private func isHexDigest(_ text: String) -> Bool {
    text.utf8.count == 64
        && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (97...102).contains($0) }
}
