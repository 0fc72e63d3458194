import JobModel
import LibAV

/// How a rendition's pictures are cut, scaled and placed. All sizes are of coded pictures, before any turning.
///
/// `width` × `height` of the document are a box as a viewer sees it: where a display matrix turns the picture by a
/// quarter, the box is turned before it is applied. Scaled pictures have square pixels; where whole pixels miss the
/// source's shape by more than 0.1 %, the exact aspect is written instead. Without a box, size and pixel shape stay.
struct PictureGeometry: Equatable, Sendable {
    /// Part of the source that is used.
    var cropX = 0
    var cropY = 0
    var cropWidth: Int
    var cropHeight: Int
    /// Size the part is scaled to, and where it stands in the canvas.
    var scaledWidth: Int
    var scaledHeight: Int
    var offsetX = 0
    var offsetY = 0
    var canvasWidth: Int
    var canvasHeight: Int
    /// Pixel shape of the canvas.
    var sampleAspectRatio: Rational

    var isCropped: Bool { cropX != 0 || cropY != 0 }
    var needsScaling: Bool { cropWidth != scaledWidth || cropHeight != scaledHeight || isPadded }
    var isPadded: Bool { canvasWidth != scaledWidth || canvasHeight != scaledHeight }

    struct Source: Sendable {
        var width: Int
        var height: Int
        var sampleAspectRatio: Rational
        /// Multiples that an offset into the source must be of.
        var chroma: (horizontal: Int, vertical: Int)
    }

    /// - Parameters:
    ///   - turned: whether the picture is shown turned by a quarter.
    ///   - multiple: what the output's sizes must be multiples of.
    init(_ source: Source, _ spec: VideoSpec, turned: Bool, multiple: (horizontal: Int, vertical: Int)) {
        let pixel = source.sampleAspectRatio.isPositive ? source.sampleAspectRatio : .one
        let box = turned ? (spec.height, spec.width) : (spec.width, spec.height)
        cropWidth = source.width
        cropHeight = source.height
        guard box.0 != nil || box.1 != nil else {
            // An odd size loses its last row or column: at most one pixel, and no sample is touched.
            cropWidth = Self.down(source.width, multiple.horizontal)
            cropHeight = Self.down(source.height, multiple.vertical)
            (scaledWidth, scaledHeight) = (cropWidth, cropHeight)
            (canvasWidth, canvasHeight) = (cropWidth, cropHeight)
            sampleAspectRatio = pixel
            return
        }
        let shape = Double(source.width) * pixel.value / Double(source.height)
        let (boxWidth, boxHeight) = Self.box(box, shape, multiple)
        (scaledWidth, scaledHeight) = (boxWidth, boxHeight)
        (canvasWidth, canvasHeight) = (boxWidth, boxHeight)
        sampleAspectRatio = .one
        guard spec.fit != .stretch || box.0 == nil || box.1 == nil else { return }
        switch spec.fit {
        case .stretch: break
        case .contain, .pad:
            let wide = shape * Double(boxHeight) > Double(boxWidth)
            scaledWidth = wide ? boxWidth : Self.near(shape * Double(boxHeight), multiple.horizontal, boxWidth)
            scaledHeight = wide ? Self.near(Double(boxWidth) / shape, multiple.vertical, boxHeight) : boxHeight
            if spec.fit == .contain {
                (canvasWidth, canvasHeight) = (scaledWidth, scaledHeight)
            } else {
                offsetX = Self.down((boxWidth - scaledWidth) / 2, multiple.horizontal)
                offsetY = Self.down((boxHeight - scaledHeight) / 2, multiple.vertical)
            }
        case .cover:
            let boxShape = Double(boxWidth) / Double(boxHeight)
            if shape > boxShape {
                cropWidth = Self.near(
                    Double(source.height) * boxShape / pixel.value, source.chroma.horizontal, source.width)
                cropX = Self.down((source.width - cropWidth) / 2, source.chroma.horizontal)
            } else {
                cropHeight = Self.near(
                    Double(source.width) * pixel.value / boxShape, source.chroma.vertical, source.height)
                cropY = Self.down((source.height - cropHeight) / 2, source.chroma.vertical)
            }
        }
        let exact = Rational.reduced(
            Int64(cropWidth) * Int64(scaledHeight) * Int64(pixel.num),
            Int64(cropHeight) * Int64(scaledWidth) * Int64(pixel.den), limit: 65535)
        if abs(exact.value - 1) > 0.001 { sampleAspectRatio = exact }
    }

    private static func box(
        _ box: (Int?, Int?), _ shape: Double, _ multiple: (horizontal: Int, vertical: Int)
    ) -> (Int, Int) {
        let width = box.0.map { down($0, multiple.horizontal) }
        let height = box.1.map { down($0, multiple.vertical) }
        return (
            width ?? near(Double(height!) * shape, multiple.horizontal, Int.max),
            height ?? near(Double(width!) / shape, multiple.vertical, Int.max)
        )
    }

    private static func down(_ value: Int, _ multiple: Int) -> Int {
        max(value / multiple, value > 0 ? 1 : 0) * multiple
    }

    private static func near(_ value: Double, _ multiple: Int, _ limit: Int) -> Int {
        let steps = (value / Double(multiple)).rounded()
        return max(multiple, min(Int(steps) * multiple, limit == Int.max ? limit : down(limit, multiple)))
    }
}
