import LibAV
import Platform

/// Packets to decode; the sender finishes it at the end of the input.
typealias PacketQueue = HandoffQueue<Packet>
/// Decoded or scaled frames.
typealias FrameQueue = HandoffQueue<Frame>
/// What goes to a muxer, from all its streams.
typealias MuxQueue = HandoffQueue<MuxMessage>

/// One thing told to a muxer.
enum MuxMessage: ~Copyable, Sendable {
    /// What the stream is; before its first packet.
    case declare(stream: Int, StreamDeclaration)
    /// A packet in the time base declared.
    case packet(stream: Int, Packet)
    /// No more packets; what went in, in frames or samples.
    case end(stream: Int, frames: Int64)
}

/// What is known of an output stream only once its encoder is open, or its input.
struct StreamDeclaration: Sendable {
    var parameters: CodecParameters
    var timeBase: Rational
    var frameRate: Rational
    var sideData: StreamSideData
}
