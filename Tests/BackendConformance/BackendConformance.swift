import JobModel
import Platform
import Synchronization
import TestSupport
import Testing
import WorkerProtocol

/// The contract that every backend passes, each in real worker processes in their real sandbox.
@Suite(.serialized) struct BackendConformance {
    @Test(arguments: Subject.all)
    func saysWhatItCanDo(subject: Subject) async throws {
        try await Bench.with(subject) { bench in
            let it = bench.capabilities
            #expect(it.name == subject.name && !it.version.isEmpty)
            #expect(Set(it.operations) == Set(BackendCapabilities.Operation.allCases))
            let encoders = it.videoEncoders + it.audioEncoders
            let names = encoders.flatMap { [$0.name] + $0.aliases }
            #expect(Set(names).count == names.count, "two encoders share a name: \(names)")
            #expect(Set(it.containers.map(\.name)).count == it.containers.count)
            for container in it.containers {
                #expect(!container.extensions.isEmpty)
                let held = Set(container.videoCodecs + container.audioCodecs)
                for name in [container.defaultVideoEncoder, container.defaultAudioEncoder].compactMap({ $0 }) {
                    let encoder = try #require(encoders.first { $0.name == name }, "\(container.name): \(name)")
                    #expect(held.contains(encoder.codec), "\(container.name) does not hold its default \(name)")
                }
            }
            for encoder in encoders {
                #expect(encoder.maxThreads >= 1)
                #expect(encoder.defaultPreset.map(encoder.presets.contains) ?? true)
                if let range = encoder.crfRange, let crf = encoder.defaultCRF { #expect(range.contains(crf)) }
                let isHeld = it.containers.contains { ($0.videoCodecs + $0.audioCodecs).contains(encoder.codec) }
                #expect(isHeld, "no container holds what \(encoder.name) makes")
            }
        }
    }

    @Test(arguments: Subject.all)
    func runsSealed(subject: Subject) async throws {
        try await Bench.with(subject) { bench in
            #expect([.a, .b].contains(bench.sandbox.tier))
            #expect(bench.sandbox.layers.contains("seccomp"))
            let outcome = try await bench.run(
                .transcode, [bench.input(), bench.newOutput("o")], outputs: [bench.output()])
            #expect(outcome.sandbox == bench.sandbox)
        }
    }

    @Test(arguments: Subject.all)
    func makesAFileAndVerifiesAndProbesIt(subject: Subject) async throws {
        try await Bench.with(subject) { bench in
            let seen = Mutex<[JobProgress]>([])
            let outcome = try await bench.run(
                .transcode, [bench.input(), bench.newOutput("o")], outputs: [bench.output()],
                onProgress: { progress in seen.withLock { $0.append(progress) } })
            let report = try outcome.result.get()
            let made = try #require(report.outputs.first)
            #expect(try File.status(bench.folder.file("o")).size == made.bytes)
            #expect(outcome.dispatchNanoseconds != nil && outcome.usage.cpuSeconds > 0)
            let progress = seen.withLock { $0 }
            #expect(zip(progress, progress.dropFirst()).allSatisfy { $0.frames <= $1.frames })

            func verify(_ how: JobSpec.Verification) async throws -> AttemptOutcome {
                let file = SharedDescriptor(try File.open(bench.folder.file("o"), .readOnly))
                return try await bench.run(.verify, [file]) {
                    $0.expectation = made
                    $0.verification = how
                    $0.inputExtension = nil
                }
            }
            for how in JobSpec.Verification.allCases {
                let found = try #require(try await verify(how).result.get().verification)
                #expect(try found.sha256 == SHA256.hexDigest(of: bench.bytes("o")))
                #expect(found.bytes == made.bytes)
                #expect(found.packets == made.streams.map(\.result.packets).reduce(0, +))
                #expect(found.framesDecoded > 0)
            }

            let file = SharedDescriptor(try File.open(bench.folder.file("o"), .readOnly))
            let probe = try #require(try await bench.run(.probe, [file]).result.get().probe)
            #expect(probe.bytes == made.bytes)
            #expect(probe.streams.map(\.kind) == made.streams.map(\.result.kind))
            #expect(probe.streams.map(\.codec) == made.streams.map(\.result.codec))
            #expect(abs((probe.duration ?? 0) - made.duration) < 0.1)
        }
    }

    @Test(arguments: Subject.all)
    func verificationFindsAFileThatIsNotWhole(subject: Subject) async throws {
        try await Bench.with(subject) { bench in
            let outcome = try await bench.run(
                .transcode, [bench.input(), bench.newOutput("o")], outputs: [bench.output()])
            let made = try #require(try outcome.result.get().outputs.first)
            let whole = try bench.bytes("o")
            for bytes in [Array(whole.dropLast(whole.count / 3)), [], Array("not media".utf8)] {
                let checked = try await bench.run(.verify, [bench.input(bytes)]) {
                    $0.expectation = made
                    $0.verification = .standard
                }
                #expect(checked.failure != nil, "\(bytes.count) of \(whole.count) bytes were accepted")
            }
        }
    }

    @Test(arguments: Subject.all)
    func oneThreadGivesTheSameBytesSealedAndNot(subject: Subject) async throws {
        var files: [[UInt8]] = []
        for isUnsafe in [false, false, true] {
            try await Bench.with(subject, unsafe: isUnsafe) { bench in
                let outcome = try await bench.run(
                    .transcode, [bench.input(), bench.newOutput("o")], outputs: [bench.output()])
                _ = try outcome.result.get()
                #expect((outcome.sandbox.tier == .none) == isUnsafe)
                files.append(try bench.bytes("o"))
            }
        }
        #expect(!files[0].isEmpty && files[0] == files[1], "two sealed runs differ")
        #expect(files[0] == files[2], "sealed and unsealed differ")
    }

    @Test(arguments: Subject.all)
    func makesSeveralOutputsOfOneInput(subject: Subject) async throws {
        try await Bench.with(subject) { bench in
            let outcome = try await bench.run(
                .transcode, [bench.input(), bench.newOutput("a"), bench.newOutput("b")],
                outputs: [bench.output(size: 96), bench.output(size: 64)])
            let report = try outcome.result.get()
            #expect(report.outputs.count == 2)
            for (name, output) in zip(["a", "b"], report.outputs) {
                #expect(try File.status(bench.folder.file(name)).size == output.bytes)
            }
        }
    }
}
