extension OutputResolver {
    /// The encoder that a track asks for, or the container's default; nil where there is none or it does not fit
    /// the container (then reported).
    mutating func encoder(
        named name: String?, written: Bool, among encoders: [EncoderInfo], others: [EncoderInfo],
        defaultName: String?, holding codecs: [String], in container: ContainerInfo, _ source: Source
    ) -> EncoderInfo? {
        let pointer = source.field(VideoSpec.CodingKeys.codec, written: written)
        guard let name = name ?? defaultName else {
            report(source.pointer, "\(container.name) has no \(source.kind) encoder by default: name a \"codec\"")
            return nil
        }
        guard let encoder = encoders.first(where: { $0.answers(to: name) }) else {
            report(pointer, unknownEncoder(name, among: encoders, others: others, kind: source.kind))
            return nil
        }
        guard codecs.contains(encoder.codec) else {
            report(
                pointer,
                codecs.isEmpty
                    ? "\(container.name) holds no \(source.kind): set \"\(source.kind)\" to \"none\""
                    : "\(container.name) cannot hold \(encoder.codec); it holds \(Naming.list(codecs))")
            return nil
        }
        return encoder
    }

    private func unknownEncoder(
        _ name: String, among encoders: [EncoderInfo], others: [EncoderInfo], kind: String
    ) -> String {
        if name == "copy" || name == "none" {
            return "\"\(name)\" is not a codec: write \"\(kind)\": \"\(name)\" instead of an object"
        }
        if others.contains(where: { $0.answers(to: name) }) { return "\"\(name)\" is not a \(kind) codec" }
        return Naming.unknown(
            "\(kind) codec", name, known: encoders.map(\.name), guesses: encoders.flatMap { [$0.name] + $0.aliases })
    }

    /// Checks the options' names against the encoder's list, and their values for sanity.
    mutating func check(
        options: [String: String], own: [String: String]?, of encoder: EncoderInfo, _ source: Source
    ) {
        for (name, value) in options.sorted(by: { $0.key < $1.key }) {
            let pointer =
                own?[name] == nil
                ? source.pointer : "\(source.base)/\(source.kind)/options/\(FieldError.escaped(name))"
            if !encoder.options.contains(name) {
                let known = encoder.options.isEmpty ? "" : " of \(encoder.name)"
                report(pointer, Naming.unknown("option\(known)", name, known: encoder.options))
            }
            if value.utf8.count > 1024 || value.unicodeScalars.contains(where: { $0.value < 32 }) {
                report(pointer, "an option's value is at most 1024 bytes without control characters")
            }
        }
    }

    /// Reports an absurd bit rate; the usual slip is to write kilobits.
    mutating func check(bitrate: Int, in range: ClosedRange<Int>, at pointer: String) {
        guard !range.contains(bitrate) else { return }
        let slip = bitrate > 0 && bitrate < range.lowerBound ? "; did you mean \(bitrate * 1000)?" : ""
        report(
            pointer, "\(bitrate) bits a second is outside \(range.lowerBound)...\(range.upperBound)\(slip)")
    }
}
