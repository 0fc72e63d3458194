import CLibAV
import CLibAVShim

/// An open encoder.
@safe package struct Encoder: ~Copyable {
    private let raw: UnsafeMutablePointer<AVCodecContext>

    package enum SendResult: Sendable {
        case accepted
        /// Its output must be received first; the frame was not taken.
        case full
    }

    package enum ReceiveResult: Sendable {
        case packet
        case needsInput
        case endOfStream
    }

    init(adopting raw: UnsafeMutablePointer<AVCodecContext>) { unsafe self.raw = raw }

    deinit {
        var raw: UnsafeMutablePointer<AVCodecContext>? = unsafe raw
        unsafe avcodec_free_context(&raw)
    }

    /// What a muxer has to know of the stream.
    package func parameters() throws(AVFailure) -> CodecParameters { try unsafe CodecParameters(of: raw) }

    /// Time base of frames and packets.
    package var timeBase: Rational { unsafe Rational(raw.pointee.time_base) }

    /// Samples that every frame but the last must have; nil where any number goes.
    package var frameSize: Int? {
        let any = unsafe raw.pointee.codec.pointee.capabilities & AV_CODEC_CAP_VARIABLE_FRAME_SIZE != 0
        return unsafe any || raw.pointee.frame_size == 0 ? nil : Int(raw.pointee.frame_size)
    }

    package func send(_ frame: borrowing Frame) throws(AVFailure) -> SendResult {
        let code = unsafe avcodec_send_frame(raw, frame.raw)
        if code == cav_error_again { return .full }
        try AVFailure.check("avcodec_send_frame", code)
        return .accepted
    }

    /// Tells that no more frames come: what the encoder still holds can be received.
    package func finish() throws(AVFailure) {
        let code = unsafe avcodec_send_frame(raw, nil)
        if code != cav_error_end { try AVFailure.check("avcodec_send_frame", code) }
    }

    /// Takes the next packet, in ``timeBase``.
    package func receive(into packet: borrowing Packet) throws(AVFailure) -> ReceiveResult {
        let code = unsafe avcodec_receive_packet(raw, packet.raw)
        if code == cav_error_again { return .needsInput }
        if code == cav_error_end { return .endOfStream }
        try AVFailure.check("avcodec_receive_packet", code)
        return .packet
    }
}
