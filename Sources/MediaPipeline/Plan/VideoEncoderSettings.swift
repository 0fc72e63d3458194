import JobModel
import LibAV

/// Turns a document's settings into an open encoder.
struct VideoEncoderSettings {
    let rendition: VideoRendition
    let globalHeader: Bool
    let run: PipelineRun

    private var spec: VideoSpec { rendition.spec }
    private var profile: EncoderProfile { rendition.profile }
    private var pointer: String { "/outputs/\(rendition.output)/video" }

    /// - Parameter first: a frame as all that come: its size, format, colour and fields are the encoder's.
    func open(for first: borrowing Frame) throws(Failure) -> Encoder {
        let builder = try inStage("encode") { () throws(AVFailure) in
            try EncoderBuilder.make(profile.name, globalHeader: globalHeader)
        }
        builder.setVideo(
            width: first.width, height: first.height, format: first.pixelFormat,
            sampleAspectRatio: first.sampleAspectRatio, color: first.color, timeBase: rendition.source.timeBase,
            frameRate: rendition.source.frameRate)
        setFields(builder, first)
        builder.setThreads(rendition.threads)
        for option in profile.fixedOptions { try set(builder, option.name, option.value, "") }
        if let preset = spec.preset ?? profile.defaultPreset {
            try set(builder, profile.presetOption, preset, "/preset")
        }
        try setRate(builder)
        try setOptions(builder, first)
        let (width, height, format) = (first.width, first.height, first.pixelFormat)
        _ = LibAV.takeLogLine()
        let encoder: Encoder
        do throws(AVFailure) {
            encoder = try builder.open()
        } catch {
            throw Failure(
                error.isNoMemory ? .limitExceeded : .invalidSpec,
                "\(profile.name) cannot be opened with these settings for \(width)×\(height) \(format) pictures",
                pointer: pointer, stage: "encode", stream: rendition.source.index, cause: error.cause)
        }
        // Wrong names inside `x264-params` and its like are only logged, and would silently do nothing.
        if let line = LibAV.takeLogLine(), line.contains("Error parsing option") {
            throw refusal(of: profile.parametersOption, line)
        }
        return encoder
    }

    private func refusal(of option: String?, _ cause: String) -> Failure {
        Failure(
            .invalidSpec, "\(profile.name) refused a value in \(option ?? "its options")",
            pointer: option.map { "\(pointer)/options/\($0)" } ?? "\(pointer)/options", stage: "encode", cause: cause)
    }

    private func set(_ builder: borrowing EncoderBuilder, _ name: String, _ value: String, _ field: String)
        throws(Failure)
    {
        do throws(AVFailure) {
            try builder.set(option: name, to: value)
        } catch {
            throw Failure(
                .invalidSpec,
                error.isUnknownOption
                    ? "\(profile.name) has no option \"\(name)\""
                    : "\(profile.name) does not take \"\(value)\" for \"\(name)\"",
                pointer: pointer + field, stage: "encode", cause: error.cause)
        }
    }

    private func setFields(_ builder: borrowing EncoderBuilder, _ first: borrowing Frame) {
        guard first.isInterlaced else { return }
        let sameLines = first.height == rendition.source.parameters.height
        if profile.name == "libx264" && sameLines && rendition.bakedTransform == nil {
            builder.setInterlaced(topFieldFirst: first.isTopFieldFirst)
        } else {
            run.lose(
                output: rendition.output, stream: rendition.source.index, "interlacing",
                because: sameLines
                    ? "\(profile.name) is not set up to code fields; combed frames are coded as progressive"
                    : "the fields were scaled together")
        }
    }

    private func setRate(_ builder: borrowing EncoderBuilder) throws(Failure) {
        if let bitrate = spec.bitrate {
            builder.setBitrate(bitrate)
        } else if spec.options["qp"] == nil, let crf = spec.crf ?? profile.defaultCRF {
            // libvpx reads a bit rate beside `crf` as a bound.
            builder.setBitrate(0)
            let whole = crf.rounded() == crf
            try set(builder, "crf", whole ? String(Int(crf)) : String(crf), "/crf")
        }
    }

    /// The document's options, joined with what threads and HDR need in the library's own parameter string.
    private func setOptions(_ builder: borrowing EncoderBuilder, _ first: borrowing Frame) throws(Failure) {
        var own = ownParameters(first)
        for (name, value) in spec.options.sorted(by: { $0.key < $1.key }) {
            if EncoderProfile.ownedOptions.contains(name) {
                throw Failure(
                    .invalidSpec, "\"\(name)\" cannot be set as an option", pointer: "\(pointer)/options/\(name)",
                    hint: "it has a field of its own, or follows from the media", stage: "encode")
            }
            if name == profile.parametersOption {
                // What is named last counts, so the document has the last word.
                own.append(value)
                continue
            }
            try set(builder, name, value, "/options/\(name)")
        }
        if let option = profile.parametersOption, !own.isEmpty {
            try set(builder, option, own.joined(separator: ":"), "/options/\(option)")
        }
    }

    private func ownParameters(_ first: borrowing Frame) -> [String] {
        let threads = rendition.threads
        let sideData = rendition.source.sideData.adding(first.staticSideData)
        let (display, light) = (sideData.masteringDisplay, sideData.contentLight)
        switch profile.name {
        case "libx264":
            return [display.map { "mastering-display=\($0.x26xText)" }, light.map { "cll=\($0.text)" }].compactMap(
                \.self)
        case "libx265":
            // Named, because x265 otherwise makes a pool for every processor whatever `threads` says.
            return [
                "pools=\(threads)", "frame-threads=\(max(1, min(4, threads / 2)))", "log-level=error",
                display.map { "master-display=\($0.x26xText)" }, light.map { "max-cll=\($0.text)" },
            ].compactMap(\.self)
        case "libsvtav1":
            return [
                "lp=\(threads)", display.map { "mastering-display=\($0.svtText)" },
                light.map { "content-light=\($0.text)" },
            ].compactMap(\.self)
        default: return []
        }
    }
}
