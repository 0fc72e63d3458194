import CLibAV
import CLibAVShim

extension Frame {
    /// Pointers to the pixel at an offset in each plane.
    func planes(atX x: Int, y: Int) -> [UnsafeMutablePointer<UInt8>?] {
        let all = unsafe planePointers(of: raw)
        let strides = unsafe planeStrides(of: raw)
        let shift = pixelFormat.chromaShift
        var steps: [Int32] = [0, 0, 0, 0]
        var components: [Int32] = [0, 0, 0, 0]
        unsafe av_image_fill_max_pixsteps(&steps, &components, av_pix_fmt_desc_get(pixelFormat.raw))
        return unsafe (0..<4).map { plane in
            guard let start = unsafe all[plane] else { return nil }
            let isChroma = (plane == 1 || plane == 2) && !pixelFormat.isRGB
            let column = isChroma ? x >> shift.horizontal : x
            let row = isChroma ? y >> shift.vertical : y
            return unsafe start + row * Int(strides[plane]) + column * Int(steps[plane])
        }
    }

    /// Makes a rectangle black. Offsets and sizes are multiples of the chroma subsampling.
    package func fillBlack(x: Int, y: Int, width: Int, height: Int) throws(AVFailure) {
        guard width > 0, height > 0 else { return }
        var planes = unsafe planes(atX: x, y: y)
        var strides = (0..<4).map { unsafe Int(planeStrides(of: raw)[$0]) }
        try AVFailure.check(
            "av_image_fill_black",
            unsafe av_image_fill_black(
                &planes, &strides, pixelFormat.raw, raw.pointee.color_range, Int32(width), Int32(height)))
    }

    /// Copies `source` turned into this picture. Both have the same planar format, whose chroma is subsampled alike in
    /// both directions where the transform transposes.
    package func setTransformed(_ source: borrowing Frame, by transform: PictureTransform) {
        let shift = pixelFormat.chromaShift
        let bytes: Int32 = pixelFormat.depth > 8 ? 2 : 1
        for plane in 0..<pixelFormat.planes {
            let isChroma = (plane == 1 || plane == 2) && !pixelFormat.isRGB
            let width = isChroma ? -(-source.width >> shift.horizontal) : source.width
            let height = isChroma ? -(-source.height >> shift.vertical) : source.height
            unsafe cav_plane_transform(
                planePointers(of: source.raw)[plane], planeStrides(of: source.raw)[plane],
                planePointers(of: raw)[plane],
                planeStrides(of: raw)[plane], Int32(width), Int32(height), bytes, transform.bits)
        }
    }
}
