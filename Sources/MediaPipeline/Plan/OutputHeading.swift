import LibAV

/// What the source's file says of itself, as its outputs repeat it.
struct OutputHeading: Sendable {
    let tags: Tags
    let chapters: [Chapter]

    /// - Parameters:
    ///   - shift: microseconds that are added to every time.
    init(_ input: borrowing InputContext, streams: [StreamInfo], shift: Int64) {
        var tags = Tags(input.tags.all.filter { !Self.isOfTheFile($0.key) })
        if tags.all.isEmpty, input.format == "ogg", let sound = streams.first(where: { $0.kind == .audio }) {
            // Ogg has no tags of the file: what other formats keep there is on the stream.
            tags = Self.streamTags(sound.tags)
        }
        self.tags = tags
        chapters = input.chapters().compactMap { chapter in
            let move = Rational.microseconds.rescale(shift, to: chapter.timeBase)
            var moved = chapter
            moved.start = max(0, chapter.start + move)
            moved.end = chapter.end + move
            return moved.end > moved.start ? moved : nil
        }
    }

    /// Said of the container or by its writer, and untrue of another file.
    private static func isOfTheFile(_ key: String) -> Bool {
        ["major_brand", "minor_version", "compatible_brands", "encoder", "encoded_by"].contains(key.lowercased())
    }

    /// Without what Matroska counts, and the encoder's name.
    static func streamTags(_ tags: Tags) -> Tags {
        let untrue = ["encoder", "bps", "duration", "number_of_frames", "number_of_bytes", "vendor_id"]
        return Tags(
            tags.all.filter { tag in
                let key = tag.key.lowercased()
                return !untrue.contains { key == $0 || key.hasPrefix("\($0)-") } && !key.hasPrefix("_statistics_")
            })
    }
}
