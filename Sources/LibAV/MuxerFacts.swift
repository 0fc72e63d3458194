import CLibAV

/// What libav says of its muxers.
package enum MuxerFacts {
    /// Whether the container wants parameter sets in its header instead of in the stream.
    package static func wantsGlobalHeader(_ muxer: String) -> Bool {
        guard let format = unsafe av_guess_format(muxer, nil, nil) else { return false }
        return unsafe format.pointee.flags & AVFMT_GLOBALHEADER != 0
    }
}
