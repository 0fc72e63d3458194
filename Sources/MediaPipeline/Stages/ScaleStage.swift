import JobModel
import LibAV
import Platform

/// Brings a rendition's frames to the size, shape, format and orientation that its encoder takes.
///
/// A frame that already has them passes through untouched. The first frame decides the encoder's picture; where the
/// source changes its size later, the new pictures are fitted into the same canvas.
///
/// `@unchecked Sendable`: the mutable state is touched by ``work()`` only, which one thread runs once.
final class ScaleStage: Stage, @unchecked Sendable {
    let name: String
    let account = "scale"
    private let input: FrameQueue
    private let output: FrameQueue
    private let rendition: VideoRendition
    private let run: PipelineRun

    init(_ rendition: VideoRendition, input: FrameQueue, output: FrameQueue, run: PipelineRun) {
        name = "scale \(rendition.output)"
        self.rendition = rendition
        self.input = input
        self.output = output
        self.run = run
    }

    func work() throws(Failure) {
        var converter: PictureConverter?
        while let frame = input.pop() {
            if !(converter?.takes(frame) ?? false) {
                if converter != nil {
                    run.warn("stream \(rendition.source.index): the picture changes to \(frame.width)×\(frame.height)")
                }
                converter = try PictureConverter(frame, for: rendition, canvas: converter?.canvas, run: run)
            }
            let picture: Frame
            do throws(AVFailure) {
                picture = try converter!.convert(frame)
            } catch {
                throw Failure(stage: "scale", error, stream: rendition.source.index)
            }
            guard output.push(picture) else { return }
        }
    }

    func finish() {
        input.finishReceiving()
        output.finishSending()
    }
}
