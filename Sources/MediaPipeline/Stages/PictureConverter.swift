import JobModel
import LibAV

/// Converts frames of one shape into a rendition's canvas. Used by one thread.
final class PictureConverter {
    /// What the encoder gets.
    let canvas: PictureShape
    private let source: PictureShape
    private let geometry: PictureGeometry
    private let sampleAspectRatio: Rational
    private let color: ColorTags
    private let transform: PictureTransform?
    private let scaler: Scaler?
    private let scaled: PicturePool?
    private let turned: PicturePool?

    /// - Parameter canvas: of the frames before, where the source changed its shape.
    init(
        _ frame: borrowing Frame, for rendition: VideoRendition, canvas earlier: PictureShape?, run: PipelineRun
    ) throws(Failure) {
        let shape = PictureShape(width: frame.width, height: frame.height, format: frame.pixelFormat)
        source = shape
        let format: PixelFormat
        if let earlier { format = earlier.format } else { format = try Self.format(for: shape.format, rendition, run) }
        transform = rendition.bakedTransform
        let transposes = transform?.transpose ?? false
        var spec = rendition.spec
        var isTurned = rendition.isTurned
        if let earlier {
            spec.width = transposes ? earlier.height : earlier.width
            spec.height = transposes ? earlier.width : earlier.height
            spec.fit = .pad
            isTurned = false
        }
        let multiple = Self.multiple(of: format, rendition.profile, transposes: transposes)
        let pixel = frame.sampleAspectRatio.isPositive ? frame.sampleAspectRatio : rendition.source.sampleAspectRatio
        let plan = PictureGeometry(
            .init(
                width: shape.width, height: shape.height, sampleAspectRatio: pixel,
                chroma: (1 << shape.format.chromaShift.horizontal, 1 << shape.format.chromaShift.vertical)),
            spec, turned: isTurned, multiple: multiple)
        geometry = plan
        sampleAspectRatio = transposes ? plan.sampleAspectRatio.inverse : plan.sampleAspectRatio
        let tags = Self.color(of: frame, rendition, target: format)
        color = tags.target
        self.canvas = PictureShape(
            width: transposes ? plan.canvasHeight : plan.canvasWidth,
            height: transposes ? plan.canvasWidth : plan.canvasHeight, format: format)
        let output = rendition.output
        let isScaled = plan.needsScaling || shape.format.withoutRange != format
        do throws(AVFailure) {
            scaler =
                isScaled
                ? try Scaler.make(
                    from: PictureShape(width: plan.cropWidth, height: plan.cropHeight, format: shape.format),
                    to: PictureShape(width: plan.scaledWidth, height: plan.scaledHeight, format: format),
                    sourceColor: tags.source, targetColor: tags.target) : nil
            scaled =
                isScaled
                ? try PicturePool.make(width: plan.canvasWidth, height: plan.canvasHeight, format: format) : nil
            turned =
                transform != nil
                ? try PicturePool.make(width: self.canvas.width, height: self.canvas.height, format: format) : nil
        } catch {
            throw Failure(
                .invalidSpec, "\(shape.format) pictures cannot be turned into \(format) at this size",
                pointer: "/outputs/\(output)/video", stage: "scale", cause: error.cause)
        }
    }

    func takes(_ frame: borrowing Frame) -> Bool {
        frame.width == source.width && frame.height == source.height && frame.pixelFormat == source.format
    }

    func convert(_ frame: consuming Frame) throws(AVFailure) -> Frame {
        var picture = frame
        if geometry.cropWidth != source.width || geometry.cropHeight != source.height {
            try picture.crop(
                x: geometry.cropX, y: geometry.cropY, width: geometry.cropWidth, height: geometry.cropHeight)
        }
        if scaler != nil {
            let target = try scaled!.picture(like: picture)
            target.color = color
            if geometry.isPadded { try blacken(target) }
            try scaler!.scale(picture, into: target, atX: geometry.offsetX, y: geometry.offsetY)
            picture = target
        } else {
            picture.pixelFormat = canvas.format
        }
        if let transform {
            let target = try turned!.picture(like: picture)
            target.setTransformed(picture, by: transform)
            picture = target
        }
        picture.color = color
        picture.sampleAspectRatio = sampleAspectRatio
        picture.forgetPictureType()
        return picture
    }

    /// The bars around the picture.
    private func blacken(_ target: borrowing Frame) throws(AVFailure) {
        let g = geometry
        try target.fillBlack(x: 0, y: 0, width: g.canvasWidth, height: g.offsetY)
        let below = g.offsetY + g.scaledHeight
        try target.fillBlack(x: 0, y: below, width: g.canvasWidth, height: g.canvasHeight - below)
        try target.fillBlack(x: 0, y: g.offsetY, width: g.offsetX, height: g.scaledHeight)
        let right = g.offsetX + g.scaledWidth
        try target.fillBlack(x: right, y: g.offsetY, width: g.canvasWidth - right, height: g.scaledHeight)
    }

    /// The source's format where the encoder takes it, else the nearest; what it costs is a loss.
    private static func format(
        for source: PixelFormat, _ rendition: VideoRendition, _ run: PipelineRun
    ) throws(Failure) -> PixelFormat {
        let taken = rendition.description.pixelFormats.filter { !$0.namesFullRange }
        let pointer = "/outputs/\(rendition.output)/video/pixel_format"
        if let name = rendition.spec.pixelFormat {
            guard let format = PixelFormat(name: name), taken.isEmpty || taken.contains(format) else {
                throw Failure(
                    .invalidSpec, "\(rendition.profile.name) does not take \(name) pictures", pointer: pointer,
                    hint: "it takes \(taken.map(\.name).joined(separator: ", "))")
            }
            return format
        }
        var candidates = taken
        if rendition.bakedTransform?.transpose ?? false {
            candidates = taken.filter { $0.chromaShift.horizontal == $0.chromaShift.vertical && $0.isPlanar }
        } else if rendition.bakedTransform != nil {
            candidates = taken.filter(\.isPlanar)
        }
        let plain = source.withoutRange
        guard let best = candidates.contains(plain) ? plain : plain.best(of: candidates) else {
            throw Failure(
                .inputUnsupported, "\(rendition.profile.name) takes nothing like \(source) pictures",
                pointer: pointer, stage: "scale", stream: rendition.source.index)
        }
        if best != plain {
            let output = rendition.output
            let stream = rendition.source.index
            let why = "\(rendition.profile.name) does not take \(plain) pictures"
            if best.depth < plain.depth {
                run.lose(output: output, stream: stream, "\(plain.depth)-bit samples (now \(best.depth))", because: why)
            }
            if plain.hasAlpha && !best.hasAlpha { run.lose(output: output, stream: stream, "alpha", because: why) }
            let (from, to) = (plain.chromaShift, best.chromaShift)
            if from.horizontal < to.horizontal || from.vertical < to.vertical {
                run.lose(output: output, stream: stream, "chroma resolution (\(plain) to \(best))", because: why)
            }
        }
        return best
    }

    private static func multiple(
        of format: PixelFormat, _ profile: EncoderProfile, transposes: Bool
    ) -> (horizontal: Int, vertical: Int) {
        guard profile.wantsEvenSizes else { return (1, 1) }
        let shift = format.chromaShift
        let (across, down) = (1 << shift.horizontal, 1 << shift.vertical)
        return transposes ? (down, across) : (across, down)
    }

    /// How the source's numbers are to be read, and the target's: the same, unless RGB becomes YUV.
    private static func color(
        of frame: borrowing Frame, _ rendition: VideoRendition, target: PixelFormat
    ) -> (source: ColorTags, target: ColorTags) {
        var source = frame.color.filled(from: rendition.source.parameters.color)
        if frame.pixelFormat.namesFullRange { source = source.withFullRange(true) }
        if frame.pixelFormat.isRGB && !target.isRGB { return (source, source.forYUV(fromRGBOfHeight: frame.height)) }
        return (source, source)
    }
}
