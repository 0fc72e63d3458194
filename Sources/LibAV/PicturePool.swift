import CLibAV
import CLibAVShim

/// Gives pictures of one size and format whose buffers are re-used.
@safe package struct PicturePool: ~Copyable {
    private let pool: OpaquePointer
    private let width: Int32
    private let height: Int32
    private let format: PixelFormat

    /// Lines start at multiples of 64 bytes, for the widest vector instructions.
    private static let alignment: Int32 = 64

    private init(pool: OpaquePointer, width: Int32, height: Int32, format: PixelFormat) {
        unsafe self.pool = pool
        self.width = width
        self.height = height
        self.format = format
    }

    deinit {
        var pool: OpaquePointer? = unsafe pool
        unsafe av_buffer_pool_uninit(&pool)
    }

    package static func make(width: Int, height: Int, format: PixelFormat) throws(AVFailure) -> PicturePool {
        let bytes = try AVFailure.check(
            "av_image_get_buffer_size",
            av_image_get_buffer_size(format.raw, Int32(width), Int32(height), alignment))
        guard let pool = unsafe av_buffer_pool_init(Int(bytes) + 64, nil) else {
            throw .noMemory("av_buffer_pool_init")
        }
        return unsafe PicturePool(pool: pool, width: Int32(width), height: Int32(height), format: format)
    }

    /// A picture with undefined samples and the other properties of `source`.
    package borrowing func picture(like source: borrowing Frame) throws(AVFailure) -> Frame {
        let frame = try Frame()
        let raw = unsafe frame.raw
        guard let buffer = unsafe av_buffer_pool_get(pool) else { throw .noMemory("av_buffer_pool_get") }
        unsafe raw.pointee.buf.0 = buffer
        try AVFailure.check("av_frame_copy_props", unsafe av_frame_copy_props(raw, source.raw))
        unsafe raw.pointee.width = width
        unsafe raw.pointee.height = height
        unsafe raw.pointee.format = format.rawValue
        try AVFailure.check(
            "av_image_fill_arrays",
            unsafe av_image_fill_arrays(
                planePointers(of: raw), planeStrides(of: raw), buffer.pointee.data, format.raw, width, height,
                Self.alignment))
        unsafe raw.pointee.extended_data = planePointers(of: raw)
        return frame
    }
}

/// `AVFrame.data` as a pointer to its first element, which is how C sees the array that Swift imports as a tuple.
func planePointers(of raw: UnsafeMutablePointer<AVFrame>) -> UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?> {
    unsafe UnsafeMutableRawPointer(raw).advanced(by: MemoryLayout<AVFrame>.offset(of: \.data)!)
        .assumingMemoryBound(to: UnsafeMutablePointer<UInt8>?.self)
}

func planeStrides(of raw: UnsafeMutablePointer<AVFrame>) -> UnsafeMutablePointer<Int32> {
    unsafe UnsafeMutableRawPointer(raw).advanced(by: MemoryLayout<AVFrame>.offset(of: \.linesize)!)
        .assumingMemoryBound(to: Int32.self)
}
