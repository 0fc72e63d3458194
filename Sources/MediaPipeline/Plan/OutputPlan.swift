import JobModel
import LibAV

/// What becomes of the input's streams in one output.
struct OutputPlan: Sendable {
    /// Which output, counted from 0.
    let index: Int
    let container: ContainerProfile
    var streams: [StreamPlan]
}

/// One stream of an output and the input stream it is made from.
struct StreamPlan: Sendable {
    enum Work: Sendable {
        case copy
        case encodeVideo(VideoSpec, EncoderProfile)
        case encodeAudio(AudioSpec, EncoderProfile)
    }

    let source: StreamInfo
    let work: Work
    var disposition: Disposition

    var kind: MediaKind { source.kind }
    var isCopy: Bool { if case .copy = work { true } else { false } }
    /// May be silent for long, so nothing waits for its packets.
    var isSparse: Bool { kind != .video && kind != .audio }
    /// The codec that the output will hold.
    var codec: String {
        switch work {
        case .copy: source.codec.name
        case .encodeVideo(_, let profile), .encodeAudio(_, let profile): profile.codec
        }
    }
}

/// What the whole job makes of its input.
struct TranscodePlan: Sendable {
    let streams: [StreamInfo]
    var outputs: [OutputPlan]
}
