package import JobModel
package import LibAV
package import Platform

/// Describes a file without decoding more of it than libav's look into the streams does.
///
/// Texts from the file are cut to a bound, so that a report always fits the worker protocol.
package enum MediaProbe {
    /// Opens the file and describes it.
    /// - Parameters:
    ///   - descriptor: readable.
    ///   - hint: extension of the file's name, without the dot.
    package static func run(
        _ descriptor: SharedDescriptor, bytes: Int64, extension hint: String?
    ) throws(Failure) -> ProbeReport {
        do throws(AVFailure) {
            let input = try InputContext.open(descriptor, size: bytes, extension: hint)
            return try report(of: input)
        } catch {
            throw Failure(opening: error, bytes: bytes, readError: readError(descriptor, bytes: bytes))
        }
    }

    /// What an opened file holds.
    package static func report(of input: borrowing InputContext) throws(AVFailure) -> ProbeReport {
        var report = ProbeReport(format: input.format, bytes: input.bytes)
        report.duration = input.duration.map(seconds)
        report.startTime = input.startTime.map(seconds)
        report.bitrate = positive(input.bitrate)
        report.tags = Dictionary(
            input.tags.all.prefix(maxTags).map { (clipped($0.key), clipped($0.value)) }, uniquingKeysWith: { $1 })
        for info in try input.streams() { report.streams.append(stream(info)) }
        report.chapters = input.chapters().prefix(maxChapters).map { chapter in
            ProbeReport.Chapter(
                start: chapter.timeBase.seconds(chapter.start), end: chapter.timeBase.seconds(chapter.end),
                title: chapter.tags["title"].map(clipped))
        }
        return report
    }

    private static func stream(_ info: StreamInfo) -> ProbeReport.Stream {
        let parameters = info.parameters
        var stream = ProbeReport.Stream(
            index: info.index, kind: StreamResult.Kind(info.kind), codec: info.codec.name)
        stream.profile = parameters.profileName
        stream.duration = info.duration.map(info.timeBase.seconds)
        stream.startTime = info.startTime.map(info.timeBase.seconds)
        stream.frames = info.frames
        stream.bitrate = positive(parameters.bitrate)
        stream.language = info.tags["language"].map(clipped)
        stream.title = info.tags["title"].map(clipped)
        stream.dispositions = info.disposition.names
        stream.sideData = info.sideData.names
        // Bitmap subtitles have a size too.
        stream.width = positive(parameters.width)
        stream.height = positive(parameters.height)
        switch info.kind {
        case .video: addPicture(info, to: &stream)
        case .audio: addSound(parameters, to: &stream)
        case .subtitle, .data, .attachment, .unknown: break
        }
        return stream
    }

    private static func addPicture(_ info: StreamInfo, to stream: inout ProbeReport.Stream) {
        let parameters = info.parameters
        if parameters.pixelFormat.isKnown { stream.pixelFormat = parameters.pixelFormat.name }
        let rate = info.averageFrameRate.isPositive ? info.averageFrameRate : info.frameRate
        if rate.isPositive { stream.frameRate = "\(rate.num)/\(rate.den)" }
        let shape = info.sampleAspectRatio
        if shape.isPositive { stream.sampleAspectRatio = "\(shape.num):\(shape.den)" }
        stream.rotation = info.sideData.displayMatrix?.clockwiseDegrees
        if parameters.fieldOrder != .unknown { stream.fieldOrder = parameters.fieldOrder.rawValue }
        stream.colorRange = parameters.color.rangeName
        stream.colorPrimaries = parameters.color.primariesName
        stream.colorTransfer = parameters.color.transferName
        stream.colorSpace = parameters.color.matrixName
    }

    private static func addSound(_ parameters: CodecParameters, to stream: inout ProbeReport.Stream) {
        stream.sampleRate = positive(parameters.sampleRate)
        stream.channels = positive(parameters.channels)
        if parameters.layout.isKnown { stream.channelLayout = parameters.layout.name }
        if parameters.sampleFormat.isKnown { stream.sampleFormat = parameters.sampleFormat.name }
    }

    /// libav turns a failed read into "invalid data" or "end of file"; the kernel tells which it was.
    static func readError(_ descriptor: SharedDescriptor, bytes: Int64) -> String? {
        guard bytes > 0 else { return nil }
        var byte = [UInt8](repeating: 0, count: 1)
        do throws(SystemFailure) {
            _ = try unsafe byte.withUnsafeMutableBufferPointer { (room) throws(SystemFailure) -> Int in
                try unsafe File.read(descriptor.rawValue, into: UnsafeMutableRawBufferPointer(room), at: 0)
            }
            return nil
        } catch {
            return error.description
        }
    }

    private static let maxTags = 64
    private static let maxChapters = 500

    private static func clipped(_ text: String) -> String {
        text.utf8.count <= 256 ? text : String(text.prefix(64)) + "…"
    }

    private static func seconds(_ microseconds: Int64) -> Double { Double(microseconds) / 1e6 }

    private static func positive<Number: BinaryInteger>(_ value: Number) -> Number? { value > 0 ? value : nil }
}

extension StreamResult.Kind {
    package init(_ kind: MediaKind) {
        self =
            switch kind {
            case .video: .video
            case .audio: .audio
            case .subtitle: .subtitle
            case .attachment: .attachment
            case .data, .unknown: .data
            }
    }
}
