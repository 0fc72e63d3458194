import JobModel
import Platform
import TestSupport
import Testing
import WorkerPool
import WorkerProtocol

/// What every backend does with input and files that it cannot use: a typed failure, never a crash.
@Suite(.serialized) struct BackendFailures {
    @Test(arguments: Subject.all)
    func badInputIsATypedFailure(subject: Subject) async throws {
        let noise = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 >> 3) }
        try await Bench.with(subject) { bench in
            for bytes in [[], Array("this is text, not media".utf8), noise] {
                let probed = try await bench.run(.probe, [bench.input(bytes)])
                let failure = try #require(probed.failure, "\(bytes.count) bytes")
                #expect([.inputUnsupported, .inputCorrupt].contains(failure.code), "\(failure)")
                #expect(!failure.detail.isEmpty)
                guard bytes.isEmpty || !subject.readsAnything else { continue }
                let made = try await bench.run(
                    .transcode, [bench.input(bytes), bench.newOutput("o-\(bytes.count)")], outputs: [bench.output()])
                #expect([.inputUnsupported, .inputCorrupt].contains(made.failure?.code), "\(made.result)")
            }
        }
    }

    @Test(arguments: Subject.all)
    func anInputThatCannotBeReadIsATypedFailure(subject: Subject) async throws {
        try await Bench.with(subject) { bench in
            try File.replace(bench.folder.file("writeonly"), with: [UInt8](repeating: 7, count: 1000))
            let writeOnly = SharedDescriptor(try File.open(bench.folder.file("writeonly"), .writeOnly))
            let outcome = try await bench.run(
                .transcode, [writeOnly, bench.newOutput("o")], outputs: [bench.output()])
            #expect(outcome.failure?.code == .inputUnreadable, "\(outcome.result)")
        }
    }

    @Test(arguments: Subject.all)
    func aFullDiskIsNoSpace(subject: Subject) async throws {
        try await Bench.with(subject) { bench in
            let full = SharedDescriptor(try File.open("/dev/full", .readWrite))
            let outcome = try await bench.run(.transcode, [bench.input(), full], outputs: [bench.output()])
            #expect(outcome.failure?.code == .noSpace, "\(outcome.result)")
        }
    }

    @Test(arguments: Subject.all)
    func anOutputThatCannotBeWrittenIsATypedFailure(subject: Subject) async throws {
        try await Bench.with(subject) { bench in
            try File.replace(bench.folder.file("readonly"), with: [])
            let readOnly = SharedDescriptor(try File.open(bench.folder.file("readonly"), .readOnly))
            let outcome = try await bench.run(.transcode, [bench.input(), readOnly], outputs: [bench.output()])
            #expect(outcome.failure?.code == .outputUnwritable, "\(outcome.result)")
        }
    }

    @Test(arguments: Subject.all)
    func theSizeLimitIsALimit(subject: Subject) async throws {
        try await Bench.with(subject) { bench in
            var limits = ProcessLimits.standard
            limits.fileBytes = 500
            let outcome = try await bench.run(
                .transcode, [bench.input(), bench.newOutput("o")], outputs: [bench.output()], limits: limits)
            #expect(outcome.failure?.code == .limitExceeded, "\(outcome.result)")
        }
    }

    @Test(arguments: Subject.all)
    func anUnknownEncoderContainerOrOptionIsNamed(subject: Subject) async throws {
        try await Bench.with(subject) { bench in
            func run(_ name: String, _ change: (inout WorkerOutput) -> Void) async throws -> Failure? {
                var output = try bench.output()
                change(&output)
                return try await bench.run(.transcode, [bench.input(), bench.newOutput(name)], outputs: [output])
                    .failure
            }
            let container = try await run("a") { $0.container = "nonsense" }
            #expect(container?.code == .invalidSpec, "\(String(describing: container))")
            let option = try await run("b") { output in
                guard case .encode(var spec) = output.video else { return }
                spec.options = ["no_such_option": "1"]
                output.video = .encode(spec)
            }
            #expect(option?.code == .invalidSpec, "\(String(describing: option))")
            #expect(option?.detail.contains("no_such_option") == true)
        }
    }

    @Test(arguments: Subject.all)
    func aCancelEndsTheProcessAtOnce(subject: Subject) async throws {
        try await Bench.with(subject) { bench in
            let key = Bench.newKey()
            let (started, signal) = AsyncStream.makeStream(of: Void.self)
            let begun = MonotonicClock.nanoseconds()
            async let outcome = bench.run(
                .transcode, [bench.input(seconds: 60), bench.newOutput("o")],
                outputs: [bench.output(subject.lastingOptions, size: 640)], key: key,
                onProgress: { _ in signal.yield() })
            for await _ in started { break }
            await bench.pool.terminate(key)
            let failure = try await outcome.failure
            #expect(failure?.code == .cancelled)
            #expect(MonotonicClock.nanoseconds() - begun < 30_000_000_000)
        }
    }

    @Test(arguments: Subject.all)
    func theWallClockEndsIt(subject: Subject) async throws {
        try await Bench.with(subject) { bench in
            let input = try bench.input(seconds: 60)
            let outcome = try await bench.run(
                .transcode, [input, bench.newOutput("o")],
                outputs: [bench.output(subject.lastingOptions, size: 640)], wall: 0.3)
            #expect(outcome.failure?.code == .timedOut, "\(outcome.result)")
        }
    }

    @Test(arguments: Subject.all)
    func aFailedJobLeavesTheBackendSound(subject: Subject) async throws {
        try await Bench.with(subject) { bench in
            let bad = try await bench.run(.probe, [bench.input([])])
            #expect(bad.failure != nil)
            let good = try await bench.run(
                .transcode, [bench.input(), bench.newOutput("o")], outputs: [bench.output()])
            _ = try good.result.get()
        }
    }
}
