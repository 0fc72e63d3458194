/// Resolves outputs against one backend and gathers what is wrong with them.
///
/// An error points to the field that the client wrote; where the value came from a preset, to the `preset` field.
struct OutputResolver {
    let presets: PresetCatalog
    let backend: BackendCapabilities
    private(set) var errors: [FieldError] = []
    /// Outputs whose container this backend does not write: their tracks were not looked at.
    private var foreignOutputs = 0

    init(presets: PresetCatalog, backend: BackendCapabilities) {
        self.presets = presets
        self.backend = backend
    }

    mutating func report(_ pointer: String, _ detail: String) {
        errors.append(FieldError(pointer: pointer, detail: detail))
    }

    /// Whether this backend is the likelier one to have been meant.
    func objectsLess(than other: OutputResolver) -> Bool {
        (foreignOutputs, errors.count) < (other.foreignOutputs, other.errors.count)
    }

    /// Nil where something is wrong with it; then it was reported.
    mutating func resolve(_ own: OutputDocument, at index: Int) -> OutputSpec? {
        let before = errors.count
        let base = "/outputs/\(index)"
        guard let (document, fromPreset) = merged(own, at: base),
            let container = container(own, preset: fromPreset?.output, at: base)
        else {
            foreignOutputs += 1
            return nil
        }

        let videoSource = Source(base: base, kind: "video", isOwn: own.video != nil, hasPreset: fromPreset != nil)
        let audioSource = Source(base: base, kind: "audio", isOwn: own.audio != nil, hasPreset: fromPreset != nil)
        let video = video(document.video, own: own.video?.settings, in: container, videoSource)
        let audio = audio(document.audio, own: own.audio?.settings, in: container, audioSource)
        let subtitles = document.subtitles ?? (container.subtitleCodecs.isEmpty ? .none : .copy)
        if own.subtitles == .copy && container.subtitleCodecs.isEmpty {
            report(base + "/subtitles", "\(container.name) cannot hold subtitles")
        }
        if errors.count == before, video == Track.none, audio == Track.none, subtitles == .none {
            report(base, "video, audio and subtitles are all \"none\": nothing would be written")
        }
        guard errors.count == before, let path = own.path, let video, let audio else { return nil }
        return OutputSpec(
            path: PathRule.normalized(path), container: container.name, preset: own.preset, video: video,
            audio: audio, subtitles: subtitles)
    }

    private mutating func merged(_ own: OutputDocument, at base: String) -> (OutputDocument, Preset?)? {
        guard let name = own.preset else { return (own, nil) }
        guard let preset = presets[name] else {
            report(base + "/preset", Naming.unknown("preset", name, known: presets.presets.map(\.name)))
            return nil
        }
        let encoders = backend.videoEncoders + backend.audioEncoders
        let merged = own.merged(onto: preset.output) { first, second in
            first == second || encoders.contains { $0.answers(to: first) && $0.answers(to: second) }
        }
        return (merged, preset)
    }

    /// The container: named by the document, else by the preset (then the file name must not say another), else
    /// by the file name's extension.
    private mutating func container(
        _ own: OutputDocument, preset: OutputDocument?, at base: String
    ) -> ContainerInfo? {
        let names = backend.containers.map(\.name)
        let suffix = own.path.flatMap(PathRule.fileExtension)
        let byExtension = suffix.flatMap { suffix in
            backend.containers.first { $0.extensions.contains(suffix) }
        }
        if let name = own.container {
            if let container = backend.containers.first(where: { $0.name == name }) { return container }
            let extensions = backend.containers.flatMap(\.extensions)
            let meant = backend.containers.first { $0.extensions.contains(name.lowercased()) }?.name
            report(
                base + "/container",
                meant.map { "unknown container \"\(name)\"; did you mean \"\($0)\"?" }
                    ?? Naming.unknown("container", name, known: names, guesses: names + extensions))
            return nil
        }
        if let name = preset?.container {
            guard let container = backend.containers.first(where: { $0.name == name }) else {
                report(base + "/preset", "the preset writes \(name), which backend \(backend.name) does not")
                return nil
            }
            if let byExtension, byExtension.name != name {
                report(
                    base + "/path",
                    "the preset writes \(name) but the file name says \(byExtension.name): change one of them, "
                        + "or name the \"container\"")
                return nil
            }
            return container
        }
        if let byExtension { return byExtension }
        if own.path != nil {
            let what = suffix.map { "extension \".\($0)\" names no container" } ?? "the file name has no extension"
            report(base + "/container", "\(what): name one of \(Naming.list(names))")
        }
        return nil
    }
}

/// Where a track's settings came from: decides where an error points.
struct Source {
    let base: String
    /// `video` or `audio`.
    let kind: String
    /// The document itself has the track.
    let isOwn: Bool
    let hasPreset: Bool

    /// The track as a whole.
    var pointer: String { isOwn || !hasPreset ? "\(base)/\(kind)" : base + "/preset" }

    /// A field of the track's settings: where it stands, or what it was inherited from.
    /// - Parameter written: the document itself has the field.
    func field(_ name: some CodingKey, written: Bool) -> String {
        written ? "\(base)/\(kind)/\(name.stringValue)" : hasPreset ? base + "/preset" : "\(base)/\(kind)"
    }
}

extension EncoderInfo {
    /// Whether a document may call the encoder so.
    func answers(to name: String) -> Bool { self.name == name || aliases.contains(name) }
}
