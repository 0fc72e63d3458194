import CLibAV
import CLibAVShim

/// What has to be known of a coded stream to decode or to mux it. Immutable.
@safe package final class CodecParameters: @unchecked Sendable {
    // Proof: written before it leaves the initializer or `modified`, read only afterwards.
    let raw: UnsafeMutablePointer<AVCodecParameters>

    private init() throws(AVFailure) {
        guard let raw = unsafe avcodec_parameters_alloc() else { throw .noMemory("avcodec_parameters_alloc") }
        unsafe self.raw = raw
    }

    deinit {
        var raw: UnsafeMutablePointer<AVCodecParameters>? = unsafe raw
        unsafe avcodec_parameters_free(&raw)
    }

    convenience init(copying source: UnsafePointer<AVCodecParameters>) throws(AVFailure) {
        try self.init()
        try AVFailure.check("avcodec_parameters_copy", unsafe avcodec_parameters_copy(raw, source))
    }

    convenience init(of context: UnsafePointer<AVCodecContext>) throws(AVFailure) {
        try self.init()
        try AVFailure.check("avcodec_parameters_from_context", unsafe avcodec_parameters_from_context(raw, context))
    }

    package var kind: MediaKind { unsafe MediaKind(raw.pointee.codec_type) }
    package var codec: CodecID { unsafe CodecID(raw.pointee.codec_id) }
    /// The container's four-character code, 0 where there is none.
    package var tag: UInt32 { unsafe raw.pointee.codec_tag }
    /// Such as `High`; nil where libav has no name for it.
    package var profileName: String? {
        unsafe avcodec_profile_name(raw.pointee.codec_id, raw.pointee.profile).map { unsafe String(cString: $0) }
    }
    package var bitrate: Int64 { unsafe raw.pointee.bit_rate }
    /// The codec's parameter sets as the container keeps them.
    package var extradata: [UInt8] {
        unsafe Array(UnsafeBufferPointer(start: raw.pointee.extradata, count: Int(raw.pointee.extradata_size)))
    }

    package var width: Int { unsafe Int(raw.pointee.width) }
    package var height: Int { unsafe Int(raw.pointee.height) }
    package var pixelFormat: PixelFormat { unsafe PixelFormat(rawValue: raw.pointee.format) }
    package var sampleAspectRatio: Rational { unsafe Rational(raw.pointee.sample_aspect_ratio) }
    package var fieldOrder: FieldOrder { unsafe FieldOrder(raw.pointee.field_order) }
    package var color: ColorTags {
        unsafe ColorTags(
            range: raw.pointee.color_range, primaries: raw.pointee.color_primaries, transfer: raw.pointee.color_trc,
            matrix: raw.pointee.color_space, location: raw.pointee.chroma_location)
    }
    /// Pictures a decoder holds back to put them in order.
    package var reorderDelay: Int { unsafe Int(raw.pointee.video_delay) }

    package var sampleRate: Int { unsafe Int(raw.pointee.sample_rate) }
    package var channels: Int { unsafe Int(raw.pointee.ch_layout.nb_channels) }
    package var layout: ChannelLayout { unsafe ChannelLayout(copying: &raw.pointee.ch_layout) }
    package var sampleFormat: SampleFormat { unsafe SampleFormat(rawValue: raw.pointee.format) }
    /// Bits of a sample that mean something, 0 where unknown.
    package var bitsPerSample: Int {
        unsafe Int(max(raw.pointee.bits_per_raw_sample, raw.pointee.bits_per_coded_sample))
    }
    /// nil where the container and libav's look into the stream left any of it open.
    package var soundShape: SoundShape? {
        guard kind == .audio, sampleRate > 0, channels > 0, sampleFormat.isKnown else { return nil }
        return SoundShape(format: sampleFormat, sampleRate: sampleRate, layout: layout)
    }
    /// Samples in a coded frame, 0 where it varies.
    package var frameSize: Int { unsafe Int(raw.pointee.frame_size) }
    /// Samples the encoder put before the first real one.
    package var initialPadding: Int { unsafe Int(raw.pointee.initial_padding) }

    /// The tag of H.265 whose parameter sets are in the header only, which Apple's players ask for.
    package static var hvc1: UInt32 { cav_tag_hvc1 }

    /// The same with another four-character code, where 0 lets the muxer choose, and another pixel shape.
    package func tagged(_ tag: UInt32, sampleAspectRatio: Rational) throws(AVFailure) -> CodecParameters {
        let copy = unsafe try CodecParameters(copying: raw)
        unsafe copy.raw.pointee.codec_tag = tag
        unsafe copy.raw.pointee.sample_aspect_ratio = sampleAspectRatio.raw
        return copy
    }

    /// The same with other extradata.
    package func withExtradata(_ bytes: [UInt8]) throws(AVFailure) -> CodecParameters {
        let copy = unsafe try CodecParameters(copying: raw)
        unsafe av_free(copy.raw.pointee.extradata)
        unsafe copy.raw.pointee.extradata = cav_extradata_copy(bytes, Int32(bytes.count))
        unsafe copy.raw.pointee.extradata_size = copy.raw.pointee.extradata == nil ? 0 : Int32(bytes.count)
        return copy
    }
}

/// How the fields of a picture are coded.
package enum FieldOrder: String, Sendable {
    case unknown, progressive
    case topFirst = "tt"
    case bottomFirst = "bb"
    case topCodedFirst = "tb"
    case bottomCodedFirst = "bt"

    init(_ raw: AVFieldOrder) {
        self =
            switch raw {
            case AV_FIELD_PROGRESSIVE: .progressive
            case AV_FIELD_TT: .topFirst
            case AV_FIELD_BB: .bottomFirst
            case AV_FIELD_TB: .topCodedFirst
            case AV_FIELD_BT: .bottomCodedFirst
            default: .unknown
            }
    }
}
