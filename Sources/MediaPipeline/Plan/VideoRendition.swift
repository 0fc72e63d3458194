import JobModel
import LibAV

/// One video stream that is encoded for one output.
struct VideoRendition: Sendable {
    let output: Int
    let source: StreamInfo
    let spec: VideoSpec
    let profile: EncoderProfile
    let description: EncoderDescription
    /// Turned before encoding; nil leaves the pixels as they are.
    let bakedTransform: PictureTransform?
    /// The display matrix that the container gets; nil for none.
    let keptMatrix: DisplayMatrix?
    let threads: Int

    init(
        output: Int, source: StreamInfo, spec: VideoSpec, profile: EncoderProfile, container: ContainerProfile,
        threads: Int, run: PipelineRun
    ) throws(Failure) {
        guard let description = EncoderDescription(profile.name) else {
            throw Failure(
                .backendUnavailable, "this build of libav has no \(profile.name)",
                pointer: "/outputs/\(output)/video/codec")
        }
        self.output = output
        self.source = source
        self.spec = spec
        self.profile = profile
        self.description = description
        self.threads = threads
        let matrix = source.sideData.displayMatrix
        // One of the two, never both: a matrix that stays beside turned pixels turns them twice.
        if container.keepsDisplayMatrix {
            keptMatrix = matrix
            bakedTransform = nil
        } else {
            keptMatrix = nil
            bakedTransform = matrix?.transform.flatMap { $0.isIdentity ? nil : $0 }
            if let matrix, matrix.transform == nil {
                run.lose(
                    output: output, stream: source.index, "display matrix",
                    because: "\(container.name) keeps none, and it is no turn by a quarter")
            }
        }
    }

    /// Whether a viewer sees the coded picture turned by a quarter.
    var isTurned: Bool { source.sideData.displayMatrix?.transform?.transpose ?? false }
}
