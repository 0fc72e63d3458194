import CLibAV
import CLibAVShim

/// Decoded data of one stream: a reference to counted buffers.
///
/// `@unchecked Sendable`: noncopyable, so exactly one thread holds it; libav's buffers count atomically.
@safe package struct Frame: ~Copyable, @unchecked Sendable {
    let raw: UnsafeMutablePointer<AVFrame>

    /// An empty frame.
    package init() throws(AVFailure) {
        guard let raw = unsafe cav_frame_get() else { throw .noMemory("av_frame_alloc") }
        unsafe self.raw = raw
    }

    deinit { unsafe cav_frame_put(raw) }

    /// A second reference to the same samples.
    package borrowing func reference() throws(AVFailure) -> Frame {
        let copy = try Frame()
        try AVFailure.check("av_frame_ref", unsafe av_frame_ref(copy.raw, raw))
        return copy
    }

    /// Drops the samples.
    package func clear() { unsafe av_frame_unref(raw) }

    package var pts: Int64? {
        get { unsafe Int64(timestamp: raw.pointee.pts) }
        nonmutating set { unsafe raw.pointee.pts = rawTimestamp(newValue) }
    }
    /// The decoder's best guess where `pts` is missing or wrong.
    package var bestTimestamp: Int64? { unsafe Int64(timestamp: raw.pointee.best_effort_timestamp) }
    /// In the stream's time base, 0 where unknown.
    package var duration: Int64 {
        get { unsafe raw.pointee.pkt_duration }
        nonmutating set { unsafe raw.pointee.pkt_duration = newValue }
    }
    /// Damaged, and concealed by the decoder.
    package var isDamaged: Bool {
        unsafe raw.pointee.flags & AV_FRAME_FLAG_CORRUPT != 0 || raw.pointee.decode_error_flags != 0
    }

    // MARK: pictures

    package var width: Int { unsafe Int(raw.pointee.width) }
    package var height: Int { unsafe Int(raw.pointee.height) }
    package var pixelFormat: PixelFormat {
        get { unsafe PixelFormat(rawValue: raw.pointee.format) }
        nonmutating set { unsafe raw.pointee.format = newValue.rawValue }
    }
    package var sampleAspectRatio: Rational {
        get { unsafe Rational(raw.pointee.sample_aspect_ratio) }
        nonmutating set { unsafe raw.pointee.sample_aspect_ratio = newValue.raw }
    }
    package var isKey: Bool { unsafe raw.pointee.key_frame != 0 }
    package var isInterlaced: Bool { unsafe raw.pointee.interlaced_frame != 0 }
    package var isTopFieldFirst: Bool { unsafe raw.pointee.top_field_first != 0 }
    package var color: ColorTags {
        get {
            unsafe ColorTags(
                range: raw.pointee.color_range, primaries: raw.pointee.color_primaries, transfer: raw.pointee.color_trc,
                matrix: raw.pointee.colorspace, location: raw.pointee.chroma_location)
        }
        nonmutating set {
            unsafe raw.pointee.color_range = newValue.range
            unsafe raw.pointee.color_primaries = newValue.primaries
            unsafe raw.pointee.color_trc = newValue.transfer
            unsafe raw.pointee.colorspace = newValue.matrix
            unsafe raw.pointee.chroma_location = newValue.location
        }
    }

    /// Mastering display and light level where the coded picture carries them, as a container would keep them.
    package var staticSideData: StreamSideData {
        let kinds = [
            (AV_FRAME_DATA_MASTERING_DISPLAY_METADATA, AV_PKT_DATA_MASTERING_DISPLAY_METADATA),
            (AV_FRAME_DATA_CONTENT_LIGHT_LEVEL, AV_PKT_DATA_CONTENT_LIGHT_LEVEL),
        ]
        return StreamSideData(
            items: kinds.compactMap { frameType, packetType in
                guard let entry = unsafe av_frame_get_side_data(raw, frameType) else { return nil }
                return unsafe StreamSideData.Item(
                    type: packetType,
                    bytes: Array(UnsafeBufferPointer(start: entry.pointee.data, count: entry.pointee.size)))
            })
    }

    /// Lets the encoder choose picture types itself instead of repeating the source's.
    package func forgetPictureType() {
        unsafe raw.pointee.pict_type = AV_PICTURE_TYPE_NONE
    }

    /// Narrows the picture to a part of it without touching a sample: planes are shared.
    /// - Parameters: offsets and sizes in pixels; offsets a multiple of the chroma subsampling.
    package func crop(x: Int, y: Int, width: Int, height: Int) throws(AVFailure) {
        unsafe raw.pointee.crop_left = x
        unsafe raw.pointee.crop_top = y
        unsafe raw.pointee.crop_right = self.width - x - width
        unsafe raw.pointee.crop_bottom = self.height - y - height
        try AVFailure.check(
            "av_frame_apply_cropping",
            unsafe av_frame_apply_cropping(raw, Int32(AV_FRAME_CROP_UNALIGNED)))
    }

    // MARK: sound

    package var samples: Int {
        get { unsafe Int(raw.pointee.nb_samples) }
        nonmutating set { unsafe raw.pointee.nb_samples = Int32(newValue) }
    }
    package var sampleRate: Int { unsafe Int(raw.pointee.sample_rate) }
    package var sampleFormat: SampleFormat { unsafe SampleFormat(rawValue: raw.pointee.format) }
    package var channels: Int { unsafe Int(raw.pointee.ch_layout.nb_channels) }
    package var layout: ChannelLayout { unsafe ChannelLayout(copying: &raw.pointee.ch_layout) }
}
