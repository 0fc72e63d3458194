import JobModel
import LibAV
import WorkerProtocol

/// Chooses which streams of the input go into each output, and says what stays behind.
struct StreamSelection {
    let streams: [StreamInfo]
    let run: PipelineRun

    /// The one video stream that outputs show: the largest picture, with libav's weight for streams that are marked as
    /// default or carry data near the start. Attached pictures are not video.
    var bestVideo: StreamInfo? {
        func score(_ stream: StreamInfo) -> Int {
            stream.parameters.width * stream.parameters.height
                + (stream.hadPackets ? 100_000_000 : 0) + (stream.disposition.contains(.default) ? 5_000_000 : 0)
        }
        // `max(by:)` gives the last of equals; the first one is wanted.
        return streams.filter { $0.kind == .video && !$0.disposition.contains(.attachedPicture) }
            .reduce(nil) { best, stream in best.map { score(stream) > score($0) ? stream : $0 } ?? stream }
    }

    func plan(_ outputs: [WorkerOutput]) throws(Failure) -> TranscodePlan {
        var plans: [OutputPlan] = []
        for (index, output) in outputs.enumerated() { try plans.append(plan(output, index)) }
        return TranscodePlan(streams: streams, outputs: plans)
    }

    private func plan(_ output: WorkerOutput, _ index: Int) throws(Failure) -> OutputPlan {
        let pointer = "/outputs/\(index)"
        guard let container = ContainerProfile.named(output.container) else {
            throw Failure(
                .invalidSpec, "the container \"\(output.container)\" is unknown", pointer: "\(pointer)/container")
        }
        var chosen: [StreamPlan] = []
        if let video = try video(output, index, container) { chosen.append(video) }
        try chosen += audio(output, index, container)
        chosen += subtitles(output, index, container)
        chosen += attachments(index, container)
        guard chosen.contains(where: { !$0.isSparse }) else {
            throw Failure(
                .inputUnsupported, "the input has no stream that output \(index) asks for", pointer: pointer,
                hint: "ask for the kind of stream that the input has, or for none of them", stage: "open")
        }
        chosen = withDefaults(chosen)
        let taken = Set(chosen.map(\.source.index))
        for stream in streams where !taken.contains(stream.index) { reportUnused(stream, output, index, container) }
        return OutputPlan(index: index, container: container, streams: chosen)
    }

    private func video(
        _ output: WorkerOutput, _ index: Int, _ container: ContainerProfile
    ) throws(Failure) -> StreamPlan? {
        guard output.video != .none else { return nil }
        guard let source = bestVideo else {
            if container.defaultVideo != nil { run.warn("the input has no video for output \(index)") }
            return nil
        }
        switch output.video {
        case .none: return nil
        case .copy:
            guard container.video.contains(source.codec.name) else {
                throw cannotHold(source, "/outputs/\(index)/video", container, container.video)
            }
            return StreamPlan(source: source, work: .copy, disposition: source.disposition)
        case .encode(let spec):
            guard let profile = EncoderProfile.named(spec.codec), profile.isVideo else {
                throw Failure(
                    .invalidSpec, "the video encoder \"\(spec.codec)\" is unknown",
                    pointer: "/outputs/\(index)/video/codec")
            }
            guard container.video.contains(profile.codec) else {
                throw Failure(
                    .invalidSpec, "\(container.name) cannot hold \(profile.codec) video",
                    pointer: "/outputs/\(index)/video/codec",
                    hint: "it holds \(container.video.joined(separator: ", "))")
            }
            return StreamPlan(
                source: source, work: .encodeVideo(spec, profile), disposition: source.disposition)
        }
    }

    private func audio(
        _ output: WorkerOutput, _ index: Int, _ container: ContainerProfile
    ) throws(Failure) -> [StreamPlan] {
        let sources = streams.filter { $0.kind == .audio }
        guard !sources.isEmpty else { return [] }
        switch output.audio {
        case .none: return []
        case .copy:
            guard sources.contains(where: { container.audio.contains($0.codec.name) }) else {
                throw cannotHold(sources[0], "/outputs/\(index)/audio", container, container.audio)
            }
            return keep(sources, index, container, unless: "\(container.name) cannot hold it") {
                container.audio.contains($0.codec.name)
            }
            .map { StreamPlan(source: $0, work: .copy, disposition: $0.disposition) }
        case .encode(let spec):
            guard let profile = EncoderProfile.named(spec.codec), !profile.isVideo else {
                throw Failure(
                    .invalidSpec, "the audio encoder \"\(spec.codec)\" is unknown",
                    pointer: "/outputs/\(index)/audio/codec")
            }
            guard container.audio.contains(profile.codec) else {
                throw Failure(
                    .invalidSpec, "\(container.name) cannot hold \(profile.codec) audio",
                    pointer: "/outputs/\(index)/audio/codec",
                    hint: "it holds \(container.audio.joined(separator: ", "))")
            }
            guard sources.contains(where: { Decoder.canDecode($0.codec) }) else {
                throw Failure(
                    .inputUnsupported, "\(sources[0].codec) audio cannot be decoded here", pointer: "/input/path",
                    hint: "set \"audio\" to \"none\", or copy it", stage: "open", stream: sources[0].index)
            }
            return keep(sources, index, container, unless: "it cannot be decoded here") { Decoder.canDecode($0.codec) }
                .map { StreamPlan(source: $0, work: .encodeAudio(spec, profile), disposition: $0.disposition) }
        }
    }

    /// The sound that is kept, up to what the container holds; the rest is lost.
    private func keep(
        _ sources: [StreamInfo], _ index: Int, _ container: ContainerProfile, unless why: String,
        where fits: (StreamInfo) -> Bool
    ) -> [StreamInfo] {
        let limit = container.maxAudioStreams ?? Int.max
        var kept: [StreamInfo] = []
        for source in sources {
            if fits(source) && kept.count < limit {
                kept.append(source)
            } else {
                run.lose(
                    output: index, stream: source.index, "\(source.codec) audio",
                    because: fits(source) ? "\(container.name) holds \(limit) audio stream" : why)
            }
        }
        return kept
    }

    private func subtitles(_ output: WorkerOutput, _ index: Int, _ container: ContainerProfile) -> [StreamPlan] {
        guard output.subtitles == .copy else { return [] }
        return streams.filter { $0.kind == .subtitle && container.subtitles.contains($0.codec.name) }
            .map { StreamPlan(source: $0, work: .copy, disposition: $0.disposition) }
    }

    private func attachments(_ index: Int, _ container: ContainerProfile) -> [StreamPlan] {
        guard container.keepsAttachments else { return [] }
        return streams.filter { $0.kind == .attachment && !$0.parameters.extradata.isEmpty }
            .map { StreamPlan(source: $0, work: .copy, disposition: $0.disposition) }
    }

    /// The first stream of a kind is the default where the source names none.
    private func withDefaults(_ plans: [StreamPlan]) -> [StreamPlan] {
        var plans = plans
        for kind in [MediaKind.video, .audio] {
            let indices = plans.indices.filter { plans[$0].kind == kind }
            if let first = indices.first, !indices.contains(where: { plans[$0].disposition.contains(.default) }) {
                plans[first].disposition.insert(.default)
            }
        }
        return plans
    }

    private func cannotHold(
        _ source: StreamInfo, _ pointer: String, _ container: ContainerProfile, _ held: [String]
    ) -> Failure {
        let kind = source.kind == .video ? "video" : "audio"
        return Failure(
            .invalidSpec, "\(container.name) cannot hold the input's \(source.codec) \(kind)", pointer: pointer,
            hint: held.isEmpty
                ? "\(container.name) holds no \(kind): set \"\(kind)\" to \"none\""
                : "encode it (\(container.name) holds \(held.joined(separator: ", "))), or choose another container",
            stage: "open", stream: source.index)
    }

    private func reportUnused(
        _ stream: StreamInfo, _ output: WorkerOutput, _ index: Int, _ container: ContainerProfile
    ) {
        func lose(_ what: String, _ why: String) { run.lose(output: index, stream: stream.index, what, because: why) }
        switch stream.kind {
        case .video where stream.disposition.contains(.attachedPicture):
            lose("attached picture (\(stream.codec))", "attached pictures are not carried over")
        case .video where output.video != .none: lose("\(stream.codec) video", "an output holds one video stream")
        case .subtitle where output.subtitles == .copy:
            lose("\(stream.codec) subtitles", "\(container.name) cannot hold them")
        case .attachment: lose("attachment", "\(container.name) cannot hold attachments")
        case .data, .unknown: lose("data stream", "data streams are not carried over")
        default: break
        }
    }
}
