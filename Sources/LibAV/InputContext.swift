import CLibAV
import CLibAVShim
package import Platform

/// An opened media file. Reads through the descriptor that it was given, which it keeps open; opens nothing else.
///
/// Four layers, all of them needed: the custom `AVIOContext`, an `io_open` that refuses, a protocol whitelist that names
/// no protocol, and a format whitelist. (With the first two alone SDP still binds a UDP port and concat opens files.)
@safe package struct InputContext: ~Copyable {
    /// The C side has only its number.
    private let descriptor: SharedDescriptor
    private let file: OpaquePointer
    private var io: UnsafeMutablePointer<AVIOContext>?
    private var raw: UnsafeMutablePointer<AVFormatContext>?
    private var known: Int = 0

    /// What a read gave.
    package enum ReadResult: Sendable {
        case packet
        case endOfFile
    }

    private init(
        _ descriptor: SharedDescriptor, file: OpaquePointer, io: UnsafeMutablePointer<AVIOContext>,
        context: UnsafeMutablePointer<AVFormatContext>?
    ) {
        self.descriptor = descriptor
        unsafe self.file = file
        unsafe self.io = io
        unsafe raw = context
    }

    deinit {
        var raw = unsafe raw
        var io = unsafe io
        unsafe avformat_close_input(&raw)
        unsafe cav_io_free(&io)
        unsafe cav_file_free(file)
        withExtendedLifetime(descriptor) {}
    }

    /// Recognises the format and looks into the streams.
    /// - Parameters:
    ///   - descriptor: readable; kept as long as this value.
    ///   - size: bytes of the file, or negative to ask the kernel.
    ///   - extension: of the file's name, without the dot: a hint for recognising formats without a signature.
    ///   - lookIntoStreams: false stops at what the header says.
    package static func open(
        _ descriptor: SharedDescriptor, size: Int64 = -1, extension hint: String? = nil,
        limits: InputLimits = .standard,
        lookIntoStreams: Bool = true
    ) throws(AVFailure) -> InputContext {
        guard let file = unsafe cav_file_reader(descriptor.rawValue, size) else { throw .noMemory("cav_file_reader") }
        guard let io = unsafe cav_io_reader(file, 1 << 20) else {
            unsafe cav_file_free(file)
            throw .noMemory("avio_alloc_context")
        }
        var input = unsafe InputContext(descriptor, file: file, io: io, context: avformat_alloc_context())
        guard let context = unsafe input.raw else { throw .noMemory("avformat_alloc_context") }
        unsafe context.pointee.pb = io
        unsafe context.pointee.flags |= AVFMT_FLAG_CUSTOM_IO
        unsafe cav_refuse_opens(context)
        let decoders = limits.decoders.joined(separator: ",")
        var options = Tags()
        options["protocol_whitelist"] = "none"
        options["format_whitelist"] = limits.formats.joined(separator: ",")
        options["codec_whitelist"] = decoders
        options["max_streams"] = String(limits.maxStreams)
        options["probesize"] = String(limits.probeBytes)
        options["enable_drefs"] = "0"
        var dictionary = unsafe options.makeRaw()
        defer { unsafe av_dict_free(&dictionary) }
        // On failure libav frees the context (and clears our pointer to it) but not our `pb`.
        let name = hint.map { "input.\($0)" } ?? "input"
        try AVFailure.check("avformat_open_input", unsafe avformat_open_input(&input.raw, name, nil, &dictionary))
        if lookIntoStreams {
            try input.lookIntoStreams(limits, decoders: decoders)
        } else {
            unsafe input.known = Int(input.raw!.pointee.nb_streams)
        }
        return input
    }

    /// `avformat_find_stream_info`, which opens decoders of its own: the limits have to reach those too.
    private mutating func lookIntoStreams(_ limits: InputLimits, decoders: String) throws(AVFailure) {
        let count = unsafe Int(raw!.pointee.nb_streams)
        var options: [OpaquePointer?] = unsafe []
        for _ in 0..<count {
            var one = Tags()
            one["max_pixels"] = String(limits.maxPixels)
            one["threads"] = "1"
            one["codec_whitelist"] = decoders
            unsafe options.append(one.makeRaw())
        }
        let code = unsafe options.withUnsafeMutableBufferPointer {
            unsafe avformat_find_stream_info(raw, $0.baseAddress)
        }
        for index in 0..<count { unsafe av_dict_free(&options[index]) }
        try AVFailure.check("avformat_find_stream_info", code)
        known = unsafe Int(raw!.pointee.nb_streams)
    }

    // MARK: what it holds

    /// The demuxer's name, such as `mov,mp4,m4a,3gp,3g2,mj2`.
    package var format: String { unsafe String(cString: raw!.pointee.iformat.pointee.name) }
    /// Whether its timestamps may jump (MPEG transport and program streams).
    package var mayJump: Bool { unsafe raw!.pointee.iformat.pointee.flags & AVFMT_TS_DISCONT != 0 }
    /// Whether packets come without timestamps (raw elementary streams).
    package var lacksTimestamps: Bool { unsafe raw!.pointee.iformat.pointee.flags & AVFMT_NOTIMESTAMPS != 0 }
    /// Microseconds; nil where unknown.
    package var startTime: Int64? { unsafe Int64(timestamp: raw!.pointee.start_time) }
    package var duration: Int64? { unsafe Int64(timestamp: raw!.pointee.duration).flatMap { $0 > 0 ? $0 : nil } }
    /// Whether the length is a guess from the bit rate.
    package var durationIsGuess: Bool { unsafe raw!.pointee.duration_estimation_method == AVFMT_DURATION_FROM_BITRATE }
    package var bitrate: Int64 { unsafe raw!.pointee.bit_rate }
    package var bytes: Int64 { unsafe cav_file_size(file) }
    package var bytesRead: Int64 { unsafe cav_file_bytes(file) }
    /// The errno of the first read that failed, 0 if none did.
    package var readErrno: Int32 { unsafe cav_file_errno(file) }
    package var tags: Tags { unsafe Tags(raw!.pointee.metadata) }

    /// Streams known when the file was opened. Those that appear later are not read.
    package var streamCount: Int { known }

    package func stream(_ index: Int) throws(AVFailure) -> StreamInfo {
        try unsafe StreamInfo(raw!.pointee.streams[index]!, in: raw!)
    }

    package func streams() throws(AVFailure) -> [StreamInfo] {
        var all: [StreamInfo] = []
        for index in 0..<streamCount { try all.append(stream(index)) }
        return all
    }

    package func chapters() -> [Chapter] {
        unsafe (0..<Int(raw!.pointee.nb_chapters)).map { index in
            let chapter = unsafe raw!.pointee.chapters[index]!
            return unsafe Chapter(
                id: chapter.pointee.id, timeBase: Rational(chapter.pointee.time_base), start: chapter.pointee.start,
                end: chapter.pointee.end, tags: Tags(chapter.pointee.metadata))
        }
    }

    // MARK: reading

    /// Lets the demuxer skip the packets of every stream not listed; those that were read while the file was looked into
    /// still come.
    package func read(only streams: Set<Int>) {
        for index in unsafe 0..<Int(raw!.pointee.nb_streams) {
            unsafe raw!.pointee.streams[index]!.pointee.discard =
                streams.contains(index) ? AVDISCARD_DEFAULT : AVDISCARD_ALL
        }
    }

    /// Reads the next packet. Damaged data is skipped by most demuxers; what they cannot get over is thrown.
    package func read(into packet: borrowing Packet) throws(AVFailure) -> ReadResult {
        while true {
            packet.clear()
            let code = unsafe av_read_frame(raw, packet.raw)
            if code == cav_error_end { return .endOfFile }
            if code == cav_error_again { continue }
            try AVFailure.check("av_read_frame", code)
            if packet.stream < known { return .packet }
        }
    }

    /// Goes to the last key frame at or before a time.
    /// - Parameters:
    ///   - stream: whose time base and key frames count; nil: any, in microseconds.
    package func seek(stream: Int?, to timestamp: Int64) throws(AVFailure) {
        try AVFailure.check(
            "av_seek_frame",
            unsafe av_seek_frame(raw, Int32(stream ?? -1), timestamp, AVSEEK_FLAG_BACKWARD))
    }
}
