import CLibAV
import CLibAVShim

/// A decoder of one stream.
@safe package struct Decoder: ~Copyable {
    private let raw: UnsafeMutablePointer<AVCodecContext>

    package enum SendResult: Sendable {
        case accepted
        /// Its output must be received first; the packet was not taken.
        case full
    }

    package enum ReceiveResult: Sendable {
        case frame
        case needsInput
        case endOfStream
    }

    private init(adopting raw: UnsafeMutablePointer<AVCodecContext>) { unsafe self.raw = raw }

    deinit {
        var raw: UnsafeMutablePointer<AVCodecContext>? = unsafe raw
        unsafe avcodec_free_context(&raw)
    }

    /// Whether a stream of this codec can be decoded within the limits.
    package static func canDecode(_ codec: CodecID, limits: InputLimits = .standard) -> Bool {
        guard let found = unsafe avcodec_find_decoder(codec.raw) else { return false }
        return unsafe limits.decoders.contains(String(cString: found.pointee.name))
    }

    /// Opens libav's preferred decoder for the stream.
    /// - Parameters:
    ///   - timeBase: of the packets; frames come in it too.
    ///   - threads: for the decoder's own use.
    ///   - strict: whether damage is an error instead of being concealed where the decoder can.
    package static func open(
        _ parameters: CodecParameters, timeBase: Rational, threads: Int = 1, limits: InputLimits = .standard,
        strict: Bool = false
    ) throws(AVFailure) -> Decoder {
        guard let codec = unsafe avcodec_find_decoder(parameters.raw.pointee.codec_id) else {
            throw AVFailure("avcodec_find_decoder", cav_error_decoder_not_found)
        }
        guard let context = unsafe avcodec_alloc_context3(codec) else { throw .noMemory("avcodec_alloc_context3") }
        let decoder = unsafe Decoder(adopting: context)
        try AVFailure.check(
            "avcodec_parameters_to_context", unsafe avcodec_parameters_to_context(context, parameters.raw))
        unsafe context.pointee.pkt_timebase = timeBase.raw
        unsafe context.pointee.thread_count = Int32(threads)
        unsafe context.pointee.max_pixels = limits.maxPixels
        if strict {
            unsafe context.pointee.err_recognition =
                AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE
        }
        var options = Tags()
        options["codec_whitelist"] = limits.decoders.joined(separator: ",")
        var dictionary = unsafe options.makeRaw()
        defer { unsafe av_dict_free(&dictionary) }
        try AVFailure.check("avcodec_open2", unsafe avcodec_open2(context, codec, &dictionary))
        return decoder
    }

    /// Gives a packet to decode.
    package func send(_ packet: borrowing Packet) throws(AVFailure) -> SendResult {
        let code = unsafe avcodec_send_packet(raw, packet.raw)
        if code == cav_error_again { return .full }
        try AVFailure.check("avcodec_send_packet", code)
        return .accepted
    }

    /// Tells that no more packets come: what the decoder still holds can be received.
    package func finish() throws(AVFailure) {
        let code = unsafe avcodec_send_packet(raw, nil)
        if code != cav_error_end { try AVFailure.check("avcodec_send_packet", code) }
    }

    /// Takes the next frame.
    package func receive(into frame: borrowing Frame) throws(AVFailure) -> ReceiveResult {
        let code = unsafe avcodec_receive_frame(raw, frame.raw)
        if code == cav_error_again { return .needsInput }
        if code == cav_error_end { return .endOfStream }
        try AVFailure.check("avcodec_receive_frame", code)
        return .frame
    }

    /// Forgets all state, as after a seek; also leaves the finished state.
    package func flush() { unsafe avcodec_flush_buffers(raw) }

    /// Such as `h264` or `libdav1d`.
    package var name: String { unsafe String(cString: raw.pointee.codec.pointee.name) }
}
