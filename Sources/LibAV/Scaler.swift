import CLibAV
import CLibAVShim

/// A size and format of pictures.
package struct PictureShape: Sendable, Equatable {
    package var width: Int
    package var height: Int
    package var format: PixelFormat

    package init(width: Int, height: Int, format: PixelFormat) {
        self.width = width
        self.height = height
        self.format = format
    }
}

/// Changes size and pixel format in one pass (swscale).
@safe package struct Scaler: ~Copyable {
    private let raw: OpaquePointer
    package let source: PictureShape
    package let target: PictureShape

    private init(adopting raw: OpaquePointer, source: PictureShape, target: PictureShape) {
        unsafe self.raw = raw
        self.source = source
        self.target = target
    }

    deinit { unsafe sws_freeContext(raw) }

    /// How samples are interpolated. (Fast bilinear is not offered: upscaling with it maps executable memory, which the
    /// seal denies.)
    package enum Filter: Sendable {
        case bilinear, bicubic, lanczos, area

        var flags: Int32 {
            switch self {
            case .bilinear: SWS_BILINEAR
            case .bicubic: SWS_BICUBIC
            case .lanczos: SWS_LANCZOS
            case .area: SWS_AREA
            }
        }
    }

    /// - Parameters:
    ///   - sourceColor: range and matrix of what comes in. Left unsaid, swscale takes limited range and BT.601.
    ///   - targetColor: of what goes out. Between two YUV formats give the same matrix, or it is converted.
    package static func make(
        from source: PictureShape, to target: PictureShape, filter: Filter = .bicubic, sourceColor: ColorTags,
        targetColor: ColorTags
    ) throws(AVFailure) -> Scaler {
        guard let raw = unsafe sws_alloc_context() else { throw .noMemory("sws_alloc_context") }
        let scaler = unsafe Scaler(adopting: raw, source: source, target: target)
        let settings: [(String, Int64)] = [
            ("srcw", Int64(source.width)), ("srch", Int64(source.height)),
            ("src_format", Int64(source.format.rawValue)), ("dstw", Int64(target.width)),
            ("dsth", Int64(target.height)), ("dst_format", Int64(target.format.rawValue)),
            ("sws_flags", Int64(filter.flags)), ("threads", 1),
        ]
        for (name, value) in settings {
            try AVFailure.check("av_opt_set_int", unsafe av_opt_set_int(UnsafeMutableRawPointer(raw), name, value, 0))
        }
        try AVFailure.check("sws_init_context", unsafe sws_init_context(raw, nil, nil))
        let full = (
            source.format.namesFullRange || sourceColor.isFullRange,
            target.format.namesFullRange || targetColor.isFullRange
        )
        // swscale refuses details where neither side is YUV; nothing is lost then.
        unsafe _ = sws_setColorspaceDetails(
            raw, coefficients(sourceColor), full.0 ? 1 : 0, coefficients(targetColor), full.1 ? 1 : 0, 0, 1 << 16,
            1 << 16)
        return scaler
    }

    private static func coefficients(_ color: ColorTags) -> UnsafePointer<Int32> {
        let known = color.isRGBMatrix || color.matrixName == nil ? SWS_CS_DEFAULT : Int32(color.matrix.rawValue)
        return unsafe sws_getCoefficients(known)
    }

    /// Fills `target` from `source`, at an offset in pixels that is a multiple of the chroma subsampling.
    package borrowing func scale(
        _ source: borrowing Frame, into target: borrowing Frame, atX x: Int = 0, y: Int = 0
    ) throws(AVFailure) {
        let from = unsafe source.raw
        let to = unsafe target.raw
        var planes = unsafe target.planes(atX: x, y: y)
        let lines = unsafe sws_scale(
            raw,
            UnsafePointer(planePointers(of: from)).withMemoryRebound(
                to: UnsafePointer<UInt8>?.self, capacity: 8, { unsafe $0 }), planeStrides(of: from), 0,
            Int32(self.source.height), &planes, planeStrides(of: to))
        try AVFailure.check("sws_scale", lines)
    }
}
