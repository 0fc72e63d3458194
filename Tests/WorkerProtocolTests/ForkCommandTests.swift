import Testing
import WorkerProtocol

@Suite struct ForkCommandTests {
    private let command = ForkCommand(slot: 0x0123_4567_89AB_CDEF, limits: .standard)

    @Test func comesBackAsItWasSent() throws {
        let bytes = command.encoded()
        #expect(bytes.count == ForkCommand.encodedBytes)
        #expect(try ForkCommand.decode(bytes[...]) == command)
    }

    @Test func refusesAnyOtherLength() {
        let bytes = command.encoded()
        for count in 0..<bytes.count {
            #expect(throws: ProtocolViolation.self) { try ForkCommand.decode(bytes[..<count]) }
        }
        #expect(throws: ProtocolViolation.oversize(57)) { try ForkCommand.decode((bytes + [0])[...]) }
    }

    @Test(arguments: [
        (0, "magic"), (4, "reserved"), (23, "memory"), (31, "CPU"), (39, "file"), (47, "files"), (55, "threads"),
    ])
    func refusesAWildValue(offset: Int, what: String) {
        var bytes = command.encoded()
        bytes[offset] = 0xFF
        #expect(throws: ProtocolViolation.self, "\(what)") { try ForkCommand.decode(bytes[...]) }
    }

    @Test func refusesLimitsNoWorkerCouldStartWith() {
        var small = command
        small.limits.openFiles = 5
        #expect(throws: ProtocolViolation.outOfRange(field: "open files")) {
            try ForkCommand.decode(small.encoded()[...])
        }
        small = command
        small.limits.memoryBytes = 1 << 20
        #expect(throws: ProtocolViolation.outOfRange(field: "memory")) { try ForkCommand.decode(small.encoded()[...]) }
    }
}
