import CLibAV
import CLibAVShim
package import Platform

/// A media file that is being written, through the descriptor that it was given, which it keeps open.
///
/// The descriptor must be open for reading too where the muxer reads back what it wrote (faststart).
@safe package struct OutputContext: ~Copyable {
    /// The C side has only its number.
    private let descriptor: SharedDescriptor
    private let file: OpaquePointer
    private var io: UnsafeMutablePointer<AVIOContext>?
    private var raw: UnsafeMutablePointer<AVFormatContext>?

    private init(
        _ descriptor: SharedDescriptor, file: OpaquePointer, io: UnsafeMutablePointer<AVIOContext>
    ) {
        self.descriptor = descriptor
        unsafe self.file = file
        unsafe self.io = io
        unsafe raw = nil
    }

    deinit {
        unsafe avformat_free_context(raw)
        var io = unsafe io
        unsafe cav_io_free(&io)
        unsafe cav_file_free(file)
        withExtendedLifetime(descriptor) {}
    }

    /// - Parameters:
    ///   - muxer: libav's name, such as `mp4`.
    ///   - extension: of a file of this kind, which some muxers look at.
    ///   - descriptor: writable and empty; kept as long as this value.
    package static func make(
        muxer: String, extension suffix: String, descriptor: SharedDescriptor
    ) throws(AVFailure) -> OutputContext {
        guard let file = unsafe cav_file_writer(descriptor.rawValue) else { throw .noMemory("cav_file_writer") }
        guard let io = unsafe cav_io_writer(file, 1 << 20) else {
            unsafe cav_file_free(file)
            throw .noMemory("avio_alloc_context")
        }
        var output = unsafe OutputContext(descriptor, file: file, io: io)
        try AVFailure.check(
            "avformat_alloc_output_context2",
            unsafe avformat_alloc_output_context2(&output.raw, nil, muxer, "output.\(suffix)"))
        unsafe output.raw!.pointee.pb = io
        unsafe output.raw!.pointee.flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT
        unsafe cav_serve_reopen(output.raw, file)
        return output
    }

    // MARK: before the header

    /// Whether equal decoding times of neighbouring packets are allowed.
    package var allowsEqualTimes: Bool { unsafe raw!.pointee.oformat.pointee.flags & AVFMT_TS_NONSTRICT != 0 }

    /// Whether the tag names the codec in this container, so that it can be kept.
    package func knows(tag: UInt32, for codec: CodecID) -> Bool {
        guard tag != 0, let table = unsafe raw!.pointee.oformat.pointee.codec_tag else { return false }
        return unsafe av_codec_get_id(table, tag) == codec.raw
    }

    /// Adds a stream; returns its index.
    package func addStream(
        _ parameters: CodecParameters, timeBase: Rational, frameRate: Rational = .zero, tags: Tags = Tags(),
        disposition: Disposition = [], sideData: StreamSideData = .none
    ) throws(AVFailure) -> Int {
        guard let stream = unsafe avformat_new_stream(raw, nil) else { throw .noMemory("avformat_new_stream") }
        try AVFailure.check(
            "avcodec_parameters_copy", unsafe avcodec_parameters_copy(stream.pointee.codecpar, parameters.raw))
        unsafe stream.pointee.time_base = timeBase.raw
        unsafe stream.pointee.sample_aspect_ratio = parameters.sampleAspectRatio.raw
        if frameRate.isPositive { unsafe stream.pointee.avg_frame_rate = frameRate.raw }
        unsafe stream.pointee.disposition = disposition.rawValue
        unsafe stream.pointee.metadata = tags.makeRaw()
        for item in sideData.items {
            guard let copy = unsafe av_malloc(item.bytes.count) else { throw .noMemory("av_malloc") }
            unsafe item.bytes.withUnsafeBytes { unsafe copy.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
            let code = unsafe av_stream_add_side_data(
                stream, item.type, copy.assumingMemoryBound(to: UInt8.self), item.bytes.count)
            if code < 0 { unsafe av_free(copy) }
            try AVFailure.check("av_stream_add_side_data", code)
        }
        return unsafe Int(stream.pointee.index)
    }

    package func setTags(_ tags: Tags) {
        unsafe av_dict_free(&raw!.pointee.metadata)
        unsafe raw!.pointee.metadata = tags.makeRaw()
    }

    /// Times are the output's own.
    package func setChapters(_ chapters: [Chapter]) throws(AVFailure) {
        guard !chapters.isEmpty else { return }
        let size = unsafe MemoryLayout<UnsafeMutablePointer<AVChapter>?>.stride
        guard let list = unsafe av_calloc(chapters.count, size) else { throw .noMemory("av_calloc") }
        unsafe raw!.pointee.chapters = list.assumingMemoryBound(to: UnsafeMutablePointer<AVChapter>?.self)
        for (index, chapter) in chapters.enumerated() {
            guard let one = unsafe av_mallocz(MemoryLayout<AVChapter>.size) else { throw .noMemory("av_mallocz") }
            let typed = unsafe one.assumingMemoryBound(to: AVChapter.self)
            unsafe typed.pointee.id = chapter.id
            unsafe typed.pointee.time_base = chapter.timeBase.raw
            unsafe typed.pointee.start = chapter.start
            unsafe typed.pointee.end = chapter.end
            unsafe typed.pointee.metadata = chapter.tags.makeRaw()
            unsafe raw!.pointee.chapters[index] = unsafe typed
            unsafe raw!.pointee.nb_chapters = UInt32(index + 1)
        }
    }

    /// Writes the header, after which ``timeBase(of:)`` is what packets must come in.
    package func writeHeader(options: Tags) throws(AVFailure) {
        var dictionary = unsafe options.makeRaw()
        defer { unsafe av_dict_free(&dictionary) }
        try AVFailure.check("avformat_write_header", unsafe avformat_write_header(raw, &dictionary))
    }

    // MARK: after the header

    package func timeBase(of stream: Int) -> Rational {
        unsafe Rational(raw!.pointee.streams[stream]!.pointee.time_base)
    }

    /// Writes a packet at once: interleaving is the caller's. Bitstream filters that the container needs are applied.
    package func write(_ packet: borrowing Packet) throws(AVFailure) {
        try AVFailure.check("av_write_frame", unsafe av_write_frame(raw, packet.raw))
    }

    /// Ends the file.
    package func writeTrailer() throws(AVFailure) {
        try AVFailure.check("av_write_trailer", unsafe av_write_trailer(raw))
        unsafe avio_flush(raw!.pointee.pb)
        if unsafe raw!.pointee.pb.pointee.error < 0 {
            throw AVFailure("avio_flush", unsafe raw!.pointee.pb.pointee.error)
        }
    }

    /// Bytes given to the kernel so far, rewrites included.
    package var bytesWritten: Int64 { unsafe cav_file_bytes(file) }
    /// Size of the file so far.
    package var size: Int64 { unsafe cav_file_size(file) }
    /// The errno of the first write that failed, 0 if none did.
    package var writeErrno: Int32 { unsafe cav_file_errno(file) }
}
