import Testing

@testable import Sandbox

@Suite struct FilterTests {
    @Test(arguments: ["x86_64", "aarch64"])
    func tableIsTheOneThatWasReviewed(name: String) throws {
        let architecture = [Architecture.amd64, .arm64].first { $0.name == name }!
        let listing = SystemCallTable.listing(architecture)
        #expect(try listing == Golden.expected("calls-\(name).txt", updatingTo: listing))
    }

    @Test func namesAreUniqueAndKnown() {
        let names = SystemCallTable.rules.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Set(names) == Set(Architecture.amd64.numbers.keys))
        #expect(Set(Architecture.arm64.numbers.keys).isSubset(of: names))
        for architecture in [Architecture.amd64, .arm64] {
            #expect(Set(architecture.numbers.values).count == architecture.numbers.count)
        }
    }

    /// Every number up to 1024 and some far ones, with arguments that satisfy no condition: what the filter says is
    /// what the table says.
    @Test func everyNumberIsDecidedByTheTable() throws {
        for architecture in [Architecture.amd64, .arm64] {
            let filter = BPFInterpreter(program: FilterCompiler.compile(for: architecture).forProcess(7).program)
            let names = Dictionary(uniqueKeysWithValues: architecture.numbers.map { ($0.value, $0.key) })
            for number in Array(0...1024 as ClosedRange<UInt32>) + [9999, 0x4000_0000, 0x4000_0027, .max] {
                let rule = names[number].flatMap { name in SystemCallTable.rules.first { $0.name == name } }
                let wild = [UInt64](repeating: 0x7FFF_FFFF_FFFF_FFFF, count: 6)
                let verdict = rule.map { $0.conditions.isEmpty ? $0.verdict : $0.otherwise } ?? .kill
                #expect(
                    filter.run(architecture: architecture.auditValue, number: number, arguments: wild)
                        == outcome(verdict), "\(architecture.name) \(number) \(rule?.name ?? "unlisted")")
            }
        }
    }

    @Test func anotherArchitectureIsKilled() {
        let filter = BPFInterpreter(program: FilterCompiler.compile(for: .amd64).program)
        #expect(filter.run(architecture: Architecture.amd64.auditValue, number: 0) == .allow)
        #expect(filter.run(architecture: 0x4000_0003, number: 0) == .kill)
        #expect(filter.run(architecture: Architecture.arm64.auditValue, number: 0) == .kill)
    }

    struct Case: Sendable, CustomStringConvertible {
        let name: String
        let arguments: [UInt64]
        let outcome: BPFInterpreter.Outcome

        var description: String { "\(name) \(arguments.map { "0x" + String($0, radix: 16) })" }
    }

    @Test(arguments: [
        Case(name: "futex", arguments: [0, 0x80], outcome: .allow),
        Case(name: "futex", arguments: [0, 0x189], outcome: .allow),
        Case(name: "futex", arguments: [0, 6], outcome: .errno(38)),
        Case(name: "futex", arguments: [0, 0x1_0000_0000], outcome: .errno(38)),
        Case(name: "mmap", arguments: [0, 4096, 3, 0x22], outcome: .allow),
        Case(name: "mmap", arguments: [0, 4096, 0, 0x20022], outcome: .allow),
        Case(name: "mmap", arguments: [0, 4096, 0, 0x4022], outcome: .allow),
        Case(name: "mmap", arguments: [0, 4096, 3, 0x2], outcome: .errno(13)),
        Case(name: "mmap", arguments: [0, 4096, 3, 0x21], outcome: .errno(13)),
        Case(name: "mmap", arguments: [0, 4096, 4, 0x22], outcome: .errno(13)),
        Case(name: "mprotect", arguments: [0, 4096, 3], outcome: .allow),
        Case(name: "mprotect", arguments: [0, 4096, 4], outcome: .errno(13)),
        Case(name: "mremap", arguments: [0, 1, 1, 1], outcome: .allow),
        Case(name: "mremap", arguments: [0, 1, 1, 3], outcome: .kill),
        Case(name: "madvise", arguments: [0, 1, 4], outcome: .allow),
        Case(name: "madvise", arguments: [0, 1, 12], outcome: .errno(22)),
        Case(name: "clone", arguments: [0x3D_0F00], outcome: .allow),
        Case(name: "clone", arguments: [0x120_0011], outcome: .errno(1)),
        Case(name: "clone", arguments: [0x1_003D_0F00], outcome: .errno(1)),
        Case(name: "clock_gettime", arguments: [1], outcome: .allow),
        Case(name: "clock_gettime", arguments: [11], outcome: .allow),
        Case(name: "clock_gettime", arguments: [12], outcome: .errno(22)),
        Case(name: "clock_gettime", arguments: [UInt64(bitPattern: -6)], outcome: .errno(22)),
        Case(name: "clock_nanosleep", arguments: [2], outcome: .errno(22)),
        Case(name: "tgkill", arguments: [7, 9, 6], outcome: .allow),
        Case(name: "tgkill", arguments: [8, 9, 6], outcome: .kill),
        Case(name: "tgkill", arguments: [0x1_0000_0007, 9, 6], outcome: .kill),
        Case(name: "sched_setaffinity", arguments: [0], outcome: .allow),
        Case(name: "sched_setaffinity", arguments: [1], outcome: .errno(1)),
        Case(name: "prlimit64", arguments: [0, 7, 0, 1], outcome: .allow),
        Case(name: "prlimit64", arguments: [0, 7, 1, 0], outcome: .errno(1)),
        Case(name: "prlimit64", arguments: [1, 7, 0, 1], outcome: .errno(1)),
        Case(name: "prlimit64", arguments: [0, 7, 1 << 32, 0], outcome: .errno(1)),
        Case(name: "prctl", arguments: [15], outcome: .allow),
        Case(name: "prctl", arguments: [4], outcome: .errno(1)),
        Case(name: "fcntl", arguments: [3, 3], outcome: .allow),
        Case(name: "fcntl", arguments: [3, 4], outcome: .errno(1)),
        Case(name: "openat", arguments: [0], outcome: .errno(2)),
        Case(name: "ioctl", arguments: [0, 0x5412], outcome: .errno(25)),
    ])
    func argumentsDecide(test: Case) {
        for architecture in [Architecture.amd64, .arm64] {
            let filter = BPFInterpreter(program: FilterCompiler.compile(for: architecture).forProcess(7).program)
            #expect(
                filter.run(
                    architecture: architecture.auditValue, number: architecture.numbers[test.name]!,
                    arguments: test.arguments) == test.outcome)
        }
    }

    private func outcome(_ verdict: SystemCallRule.Verdict) -> BPFInterpreter.Outcome {
        switch verdict {
        case .allow: .allow
        case .pretend: .errno(0)
        case .kill: .kill
        case .refuse(let error): .errno(UInt32(error.rawValue))
        }
    }
}
