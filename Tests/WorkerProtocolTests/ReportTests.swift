import JobModel
import Testing
import WorkerProtocol

@Suite struct ReportTests {
    @Test(arguments: [1, 4079, 4080, 4081, 262_144])
    func chunksComeBackTogether(count: Int) throws {
        let document = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var assembler = ReportAssembler()
        for frame in ReportAssembler.chunks(of: document) {
            guard case .report(let chunk) = try WorkerFrame.decode(frame.encoded(fence: 1)[...]).frame else {
                Issue.record("not a report frame")
                return
            }
            try assembler.append(chunk)
        }
        #expect(try assembler.finish() == document)
    }

    @Test func refusesADocumentOverTheBound() throws {
        var assembler = ReportAssembler(limit: 10)
        try assembler.append([1, 2, 3, 4, 5, 6])
        #expect(throws: ProtocolViolation.oversize(11)) { try assembler.append([1, 2, 3, 4, 5]) }
    }

    @Test func refusesAnEndWithoutADocument() {
        #expect(throws: ProtocolViolation.unexpected("end without a report")) { try ReportAssembler().finish() }
    }

    private static let key = AttemptKey(job: JobID("01ARZ3NDEKTSV4RRFFQ69G5FAV")!, fence: 1)

    private static func output(_ change: (inout OutputReport) -> Void = { _ in }) -> OutputReport {
        var report = OutputReport(
            container: "mp4", bytes: 10, duration: 1,
            streams: [
                StreamReport(
                    result: StreamResult(
                        index: 0, kind: .video, action: .encoded, codec: "h264", source: 0, packets: 1, frames: 1,
                        bytes: 1),
                    firstPTS: 0, lastPTS: 1, parametersHash: String(repeating: "a", count: 64))
            ])
        change(&report)
        return report
    }

    private static let transcode = WorkerJob(
        key: key, operation: .transcode,
        outputs: [
            WorkerOutput(OutputSpec(path: "/x", container: "mp4", video: .copy, audio: .copy, subtitles: .none))
        ])

    @Test func takesASoundReport() throws {
        try WorkerReport(outputs: [Self.output()]).check(against: Self.transcode)
        try WorkerReport(probe: ProbeReport(format: "mov", bytes: 1)).check(
            against: WorkerJob(key: Self.key, operation: .probe))
    }

    @Test(arguments: [
        WorkerReport(),
        WorkerReport(outputs: [output(), output()]),
        WorkerReport(outputs: [output { $0.bytes = -1 }]),
        WorkerReport(outputs: [output { $0.duration = .nan }]),
        WorkerReport(outputs: [output { $0.streams = [] }]),
        WorkerReport(outputs: [output { $0.streams[0].result.index = 1 }]),
        WorkerReport(outputs: [output { $0.streams[0].result.packets = .max }]),
        WorkerReport(outputs: [output { $0.streams[0].parametersHash = "A" }]),
        WorkerReport(outputs: [output()], losses: [Loss(output: 1, what: "x", why: "y")]),
        WorkerReport(outputs: [output()], warnings: [String](repeating: "w", count: 257)),
        WorkerReport(outputs: [output()], stageCPUSeconds: ["decode": -1]),
        WorkerReport(outputs: [output()], probe: ProbeReport(format: "mov", bytes: 1)),
        WorkerReport(
            outputs: [output()],
            verification: VerificationReport(bytes: 1, sha256: "", packets: 1, framesDecoded: 1)),
    ])
    func refusesAReportThatDoesNotFitTheJob(report: WorkerReport) {
        #expect(throws: ProtocolViolation.self) { try report.check(against: Self.transcode) }
    }
}
