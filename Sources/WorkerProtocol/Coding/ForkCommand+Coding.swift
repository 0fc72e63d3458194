/// Magic `MRF1`, 4 zero bytes, slot (8), then the limits (8 each): memory, CPU, file size, open files, threads.
extension ForkCommand {
    /// The one length that a command has.
    package static let encodedBytes = 56

    private static let magic = Array("MRF1".utf8)

    package func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(Self.magic)
        writer.integer(UInt32(0))
        writer.integer(slot)
        writer.integer(limits.memoryBytes)
        writer.integer(limits.cpuSeconds)
        writer.integer(limits.fileBytes)
        writer.integer(limits.openFiles)
        writer.integer(limits.threads)
        return writer.bytes
    }

    /// Reads a command; the template ends itself when one is malformed.
    package static func decode(_ message: ArraySlice<UInt8>) throws(ProtocolViolation) -> ForkCommand {
        guard message.count <= encodedBytes else { throw .oversize(message.count) }
        var reader = ByteReader(message)
        guard try reader.bytes(4).elementsEqual(magic) else { throw .badMagic }
        guard try reader.integer(UInt32.self) == 0 else { throw .badHeader }
        let slot = try reader.integer(UInt64.self)
        let limits = ProcessLimits(
            memoryBytes: try reader.integer("memory", in: ProcessLimits.memoryRange),
            cpuSeconds: try reader.integer("CPU seconds", in: ProcessLimits.cpuRange),
            fileBytes: try reader.integer("file size", in: ProcessLimits.fileRange),
            openFiles: try reader.integer("open files", in: ProcessLimits.openFilesRange),
            threads: try reader.integer("threads", in: ProcessLimits.threadsRange))
        try reader.finish()
        return ForkCommand(slot: slot, limits: limits)
    }
}

extension ProcessLimits {
    /// 64 MiB (less than the libraries touch) to 16 TiB.
    package static let memoryRange: ClosedRange<UInt64> = (64 << 20)...(16 << 40)
    /// One second to about 34 years.
    package static let cpuRange: ClosedRange<UInt64> = 1...(1 << 30)
    package static let fileRange: ClosedRange<UInt64> = 0...(1 << 62)
    /// The standard three, the job socket, the input and at least one output; at most 4096.
    package static let openFilesRange: ClosedRange<UInt64> = 6...4096
    package static let threadsRange: ClosedRange<UInt64> = 1...65_536
}
