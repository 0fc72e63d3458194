package import JobModel

/// Version (2 bytes), tier (1), Landlock ABI (1), number of layers (1), each layer as text.
extension WorkerFrame.Ready {
    private static let maxLayers = 16
    private static let maxNameBytes = 32
    private static let tiers: [SandboxStamp.Tier] = [.none, .a, .b, .c]

    func encode(to writer: inout ByteWriter) {
        writer.integer(version)
        writer.integer(UInt8(Self.tiers.firstIndex(of: tier)!))
        writer.integer(landlockABI)
        let names = layers.prefix(Self.maxLayers)
        writer.integer(UInt8(names.count))
        for name in names { writer.text(name, atMost: Self.maxNameBytes) }
    }

    init(from reader: inout ByteReader) throws(ProtocolViolation) {
        version = try reader.integer()
        tier = Self.tiers[Int(try reader.integer("tier", in: 0...UInt8(Self.tiers.count - 1)))]
        landlockABI = try reader.integer()
        layers = []
        for _ in 0..<(try reader.integer("layers", in: 0...UInt8(Self.maxLayers))) {
            layers.append(try reader.text("layer", atMost: Self.maxNameBytes))
        }
    }

    /// The stamp that goes into a job's result.
    package var stamp: SandboxStamp { SandboxStamp(tier: tier, layers: layers) }
}
