import CLibAV
import CLibAVShim

/// One stream of an opened file, as the container and libav's look into it describe it.
package struct StreamInfo: Sendable {
    package let index: Int
    package let parameters: CodecParameters
    package let timeBase: Rational
    /// In ``timeBase``.
    package let startTime: Int64?
    package let duration: Int64?
    /// As the container counts them; nil where it does not.
    package let frames: Int64?
    /// libav's guess from all it knows; not positive where unknown.
    package let frameRate: Rational
    package let averageFrameRate: Rational
    package let realFrameRate: Rational
    /// The container's, else the codec's; not positive where unknown.
    package let sampleAspectRatio: Rational
    package let disposition: Disposition
    package let tags: Tags
    package let sideData: StreamSideData
    /// Whether packets of it were seen while the file was looked into.
    package let hadPackets: Bool

    package var kind: MediaKind { parameters.kind }
    package var codec: CodecID { parameters.codec }

    init(_ stream: UnsafeMutablePointer<AVStream>, in context: UnsafeMutablePointer<AVFormatContext>)
        throws(AVFailure)
    {
        index = unsafe Int(stream.pointee.index)
        parameters = try unsafe CodecParameters(copying: stream.pointee.codecpar)
        timeBase = unsafe Rational(stream.pointee.time_base)
        startTime = unsafe Int64(timestamp: stream.pointee.start_time)
        duration = unsafe Int64(timestamp: stream.pointee.duration).flatMap { $0 > 0 ? $0 : nil }
        frames = unsafe stream.pointee.nb_frames > 0 ? stream.pointee.nb_frames : nil
        frameRate = unsafe Rational(av_guess_frame_rate(context, stream, nil))
        averageFrameRate = unsafe Rational(stream.pointee.avg_frame_rate)
        realFrameRate = unsafe Rational(stream.pointee.r_frame_rate)
        sampleAspectRatio = unsafe Rational(av_guess_sample_aspect_ratio(context, stream, nil))
        disposition = unsafe Disposition(rawValue: stream.pointee.disposition)
        tags = unsafe Tags(stream.pointee.metadata)
        sideData = unsafe StreamSideData(stream)
        hadPackets = unsafe stream.pointee.event_flags & AVSTREAM_EVENT_FLAG_NEW_PACKETS != 0
    }
}

/// What a stream is for.
package struct Disposition: OptionSet, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let `default` = Disposition(rawValue: AV_DISPOSITION_DEFAULT)
    package static let attachedPicture = Disposition(rawValue: AV_DISPOSITION_ATTACHED_PIC)

    /// libav's names, such as `default` or `hearing_impaired`.
    package var names: [String] {
        (0..<31).compactMap { bit in
            let flag = Int32(1) << bit
            guard rawValue & flag != 0, let name = unsafe av_disposition_to_string(flag) else { return nil }
            return unsafe String(cString: name)
        }
    }
}

/// A part of the file with a title.
package struct Chapter: Sendable {
    package let id: Int64
    package let timeBase: Rational
    package var start: Int64
    package var end: Int64
    package let tags: Tags
}
