package import JobModel
import LibAV
package import Platform
package import WorkerProtocol

/// Holds a finished output against what was handed to its muxer, before anyone sees it under its final name.
///
/// The file is opened again by a fresh process and read twice: once for its SHA-256, once packet by packet. It must
/// have the size, container, streams, parameter sets, packets, bytes and times of the ``OutputReport``, within what its
/// container keeps of them (``ContainerRules``), and what was encoded must decode without a complaint:
///
/// * `standard`: pictures from the first and from the last key frame on, each up to the end of its group or a tenth of
///   the stream, whichever is less (the bound keeps a verification between 1 and 2 % of a medium encode's CPU even
///   where the whole file is one group); the first and the last packets of sound.
/// * `full`: everything, and as many frames and samples as went in.
///
/// A copied stream is as decodable as its source was, so it is counted and timed, not decoded.
package struct OutputVerification {
    private let descriptor: SharedDescriptor
    private let expectation: OutputReport
    private let level: JobSpec.Verification
    private let progress: (JobProgress) -> Void

    /// - Parameters:
    ///   - descriptor: the output, readable.
    ///   - progress: called now and then, with the phase `verifying`.
    package init(
        _ descriptor: SharedDescriptor, expectation: OutputReport, level: JobSpec.Verification,
        progress: @escaping (JobProgress) -> Void = { _ in }
    ) {
        self.descriptor = descriptor
        self.expectation = expectation
        self.level = level
        self.progress = progress
    }

    /// - Throws: ``Failure`` with the stage `verify` that says what differs: `internal` where the file is not what was
    ///   made, `output_unwritable` where it cannot be read back.
    package func run() throws(Failure) -> VerificationReport {
        let digest = try digest()
        let input = try avCall("the file cannot be opened again") { () throws(AVFailure) in
            try InputContext.open(
                descriptor, size: expectation.bytes, extension: expectation.container,
                limits: InputLimits(maxPixels: 16384 * 16384, maxStreams: 64))
        }
        let checks = try streamChecks(of: input)
        try walk(input, checks)
        try ContainerRules(expectation.container).compare(
            checks, declaredDuration: input.durationIsGuess ? nil : input.duration, with: expectation)
        return VerificationReport(
            bytes: expectation.bytes, sha256: digest, packets: checks.reduce(0) { $0 + $1.tally.packets },
            framesDecoded: checks.reduce(0) { $0 + $1.framesDecoded })
    }

    private func digest() throws(Failure) -> String {
        let found: (digest: String, bytes: Int64)
        do throws(SystemFailure) {
            found = try SHA256.hexDigest(ofFile: descriptor.rawValue) { report($0, of: 2 * expectation.bytes) }
        } catch {
            throw .unreadable(error.description)
        }
        guard found.bytes == expectation.bytes else {
            throw .unlike("the file has \(found.bytes) bytes, \(expectation.bytes) were written")
        }
        return found.digest
    }

    /// One check for each stream, in order; containers and streams must be those of the report.
    private func streamChecks(of input: borrowing InputContext) throws(Failure) -> [StreamCheck] {
        let rules = ContainerRules(expectation.container)
        guard rules.demuxer == nil || input.format == rules.demuxer else {
            throw .unlike("the file is \(input.format), not \(expectation.container)")
        }
        let written = expectation.streams.count
        for index in min(written, input.streamCount)..<max(written, input.streamCount) {
            let kind = index < input.streamCount ? (try? input.stream(index)).map { StreamResult.Kind($0.kind) } : nil
            guard let kind, rules.mayAdd(kind) else {
                throw .unlike("the file has \(input.streamCount) streams, \(written) were written")
            }
        }
        var checks: [StreamCheck] = []
        for (index, expected) in expectation.streams.enumerated() {
            let info = try avCall("stream \(index) cannot be read") { () throws(AVFailure) in
                try input.stream(index)
            }
            checks.append(try StreamCheck(info, expected, level: level, rules: rules))
        }
        return checks
    }

    private func walk(_ input: borrowing InputContext, _ checks: [StreamCheck]) throws(Failure) {
        let packet = try avCall("no memory") { () throws(AVFailure) in try Packet() }
        var count = 0
        while true {
            let result = try avCall("the file cannot be read to its end") { () throws(AVFailure) in
                try input.read(into: packet)
            }
            guard case .packet = result else { break }
            if packet.stream < checks.count { try checks[packet.stream].take(packet) }
            count += 1
            if count % 256 == 0 { report(expectation.bytes + input.bytesRead, of: 2 * expectation.bytes) }
        }
        guard input.readErrno == 0 else { throw .unreadable(Errno(rawValue: input.readErrno).description) }
        for check in checks { try check.finish() }
    }

    private func report(_ done: Int64, of total: Int64) {
        progress(
            JobProgress(phase: .verifying, percent: min(100, 100 * Double(done) / Double(max(1, total)))))
    }

    private func avCall<Value: ~Copyable>(
        _ what: String, _ body: () throws(AVFailure) -> Value
    ) throws(Failure) -> Value {
        do throws(AVFailure) {
            return try body()
        } catch {
            throw .unlike(what, cause: error.cause)
        }
    }
}

extension Failure {
    /// The output is not what was made.
    static func unlike(
        _ detail: String, stream: Int? = nil, timestamp: Double? = nil, cause: String? = nil
    ) -> Failure {
        Failure(
            .internal, "the output is not what was encoded: \(detail)",
            hint: "nothing was published; report this with the job's document if it happens again", stage: "verify",
            stream: stream, timestamp: timestamp, cause: cause)
    }

    /// The output could not be read back.
    static func unreadable(_ cause: String) -> Failure {
        Failure(
            .outputUnwritable, "the output could not be read back", hint: "check the disk that it is on",
            stage: "verify", cause: cause)
    }
}
