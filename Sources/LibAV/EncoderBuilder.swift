import CLibAV
import CLibAVShim

/// An encoder that is being set up: ``open()`` turns it into an ``Encoder``.
@safe package struct EncoderBuilder: ~Copyable {
    private let raw: UnsafeMutablePointer<AVCodecContext>
    private let codec: UnsafePointer<AVCodec>

    private init(adopting raw: UnsafeMutablePointer<AVCodecContext>, codec: UnsafePointer<AVCodec>) {
        unsafe self.raw = raw
        unsafe self.codec = codec
    }

    deinit {
        var raw: UnsafeMutablePointer<AVCodecContext>? = unsafe raw
        unsafe avcodec_free_context(&raw)
    }

    /// Starts with the encoder's defaults, made reproducible: no build strings and dates where libav writes them.
    /// - Parameters:
    ///   - name: libav's, such as `libx264`.
    ///   - globalHeader: whether the container wants the parameter sets once, in its header.
    package static func make(_ name: String, globalHeader: Bool) throws(AVFailure) -> EncoderBuilder {
        guard let codec = unsafe avcodec_find_encoder_by_name(name) else {
            throw AVFailure("avcodec_find_encoder_by_name", cav_error_encoder_not_found)
        }
        guard let context = unsafe avcodec_alloc_context3(codec) else { throw .noMemory("avcodec_alloc_context3") }
        unsafe context.pointee.flags |= AV_CODEC_FLAG_BITEXACT
        if globalHeader { unsafe context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
        unsafe context.pointee.thread_count = 1
        return unsafe EncoderBuilder(adopting: context, codec: codec)
    }

    package func setThreads(_ count: Int) { unsafe raw.pointee.thread_count = Int32(count) }

    /// Bits per second.
    package func setBitrate(_ bitrate: Int) { unsafe raw.pointee.bit_rate = Int64(bitrate) }

    /// - Parameters:
    ///   - timeBase: of the frames that will come.
    ///   - frameRate: what rate control may assume; not positive where unknown.
    package func setVideo(
        width: Int, height: Int, format: PixelFormat, sampleAspectRatio: Rational, color: ColorTags,
        timeBase: Rational, frameRate: Rational
    ) {
        unsafe raw.pointee.width = Int32(width)
        unsafe raw.pointee.height = Int32(height)
        unsafe raw.pointee.pix_fmt = format.raw
        unsafe raw.pointee.sample_aspect_ratio = sampleAspectRatio.raw
        unsafe raw.pointee.time_base = timeBase.raw
        if frameRate.isPositive { unsafe raw.pointee.framerate = frameRate.raw }
        unsafe raw.pointee.color_range = color.range
        unsafe raw.pointee.color_primaries = color.primaries
        unsafe raw.pointee.color_trc = color.transfer
        unsafe raw.pointee.colorspace = color.matrix
        unsafe raw.pointee.chroma_sample_location = color.location
    }

    /// Codes fields instead of frames.
    package func setInterlaced(topFieldFirst: Bool) {
        unsafe raw.pointee.flags |= AV_CODEC_FLAG_INTERLACED_DCT
        unsafe raw.pointee.field_order = topFieldFirst ? AV_FIELD_TT : AV_FIELD_BB
    }

    /// The frames' time base is one sample.
    package func setAudio(format: SampleFormat, sampleRate: Int, layout: ChannelLayout, bitsPerSample: Int)
        throws(AVFailure)
    {
        unsafe raw.pointee.sample_fmt = format.raw
        unsafe raw.pointee.sample_rate = Int32(sampleRate)
        unsafe raw.pointee.time_base = AVRational(num: 1, den: Int32(sampleRate))
        unsafe raw.pointee.bits_per_raw_sample = Int32(bitsPerSample)
        try AVFailure.check(
            "av_channel_layout_copy", unsafe av_channel_layout_copy(&raw.pointee.ch_layout, layout.raw))
    }

    /// Sets one option by name, the encoder's own or a general one.
    package func set(option name: String, to value: String) throws(AVFailure) {
        try AVFailure.check("av_opt_set", unsafe av_opt_set(raw, name, value, AV_OPT_SEARCH_CHILDREN))
    }

    package consuming func open() throws(AVFailure) -> Encoder {
        let code = unsafe avcodec_open2(raw, codec, nil)
        guard code >= 0 else {
            let failure = AVFailure("avcodec_open2", code)
            _ = consume self
            throw failure
        }
        let encoder = unsafe Encoder(adopting: raw)
        discard self
        return encoder
    }
}
