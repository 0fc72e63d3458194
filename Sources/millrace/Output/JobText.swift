import JobModel

/// Jobs in words.
enum JobText {
    /// What a job is called on one line: the name of its first output, else of its input.
    static func label(_ job: JobRecord) -> String {
        Format.name(job.spec.outputs.first?.path ?? job.spec.input.path)
    }

    /// Why a job failed and what to do.
    static func failure(_ failure: Failure) -> String {
        var lines = [failure.detail]
        var place: [String] = []
        if let stage = failure.stage { place.append("while: \(stage)") }
        if let stream = failure.stream { place.append("input stream \(stream)") }
        if let time = failure.timestamp { place.append("at \(Format.decimal(time, 3)) s") }
        if !place.isEmpty { lines.append("  " + place.joined(separator: ", ")) }
        if let cause = failure.cause { lines.append("  cause: \(cause)") }
        if let signal = failure.signal { lines.append("  the worker was ended by signal \(signal)") }
        if let pointer = failure.pointer { lines.append("  field: \(pointer)") }
        for line in failure.logTail ?? [] { lines.append("  | \(line)") }
        if let hint = failure.hint { lines.append(hint) }
        return lines.joined(separator: "\n")
    }

    /// What came of a job: a line for each output, then what is worth knowing.
    static func result(_ result: JobResult) -> String {
        var lines = result.outputs.map { output in
            let streams = output.streams.map(stream).joined(separator: ", ")
            return "\(output.path): \(output.container), \(Format.clock(output.duration)), "
                + "\(Format.bytes(output.bytes))\(streams.isEmpty ? "" : ", \(streams)")"
        }
        for loss in result.losses {
            let stream = loss.stream.map { "stream \($0), " } ?? ""
            lines.append("  left out: \(stream)\(loss.what): \(loss.why)")
        }
        lines += result.warnings.map { "  warning: \($0)" }
        let usage = result.usage
        lines.append(
            "  took \(Format.seconds(usage.wallSeconds)) s with \(result.width.threads) "
                + "thread\(result.width.threads == 1 ? "" : "s"), \(Format.seconds(usage.cpuSeconds)) s of CPU and "
                + "\(Format.seconds(usage.verifyCPUSeconds)) s to verify, \(Format.bytes(usage.peakMemoryBytes)) of "
                + "memory; \(result.backend), sandbox \(result.sandbox.tier.rawValue)")
        return lines.joined(separator: "\n")
    }

    private static func stream(_ stream: StreamResult) -> String {
        var words = stream.codec
        if stream.action == .copied { words += " (copied)" }
        if let width = stream.width, let height = stream.height { words += " \(width)x\(height)" }
        if let rate = stream.sampleRate { words += " \(rate) Hz" }
        if let channels = stream.channels { words += " \(channels) ch" }
        return words
    }

    /// Everything about a job.
    static func details(_ job: JobRecord) -> String {
        var rows = [["job", job.id.text]]
        var state = job.state.rawValue
        if let reason = job.reason { state += " (\(reason))" }
        if job.state == .running, let progress = job.progress {
            state += ", \(progress.phase.rawValue)"
            if let percent = progress.percent { state += " \(Int(percent))%" }
        }
        rows.append(["state", state])
        if job.attempt > 0 { rows.append(["attempts", String(job.attempt)]) }
        rows.append(["created", "\(job.createTime)"])
        if let time = job.startTime { rows.append(["started", "\(time)"]) }
        if let time = job.notBefore, job.state == .queued { rows.append(["not before", "\(time)"]) }
        if let time = job.endTime { rows.append(["ended", "\(time)"]) }
        if job.spec.priority != 0 { rows.append(["priority", String(job.spec.priority)]) }
        for (name, value) in job.spec.labels.sorted(by: { $0.key < $1.key }) {
            rows.append(["label", "\(name)=\(value)"])
        }
        rows.append(["input", job.spec.input.path])
        for output in job.spec.outputs { rows.append(["output", "\(output.path) (\(settings(output)))"]) }
        var text = Format.table(rows)
        if let result = job.result { text += "\n\n" + self.result(result) }
        if let problem = job.problem { text += "\n\n\(problem.code.rawValue): " + failure(problem) }
        return text
    }

    private static func settings(_ output: OutputSpec) -> String {
        var words = [output.container]
        if let preset = output.preset { words.append(preset) }
        switch output.video {
        case .copy: words.append("video copied")
        case .none: words.append("no video")
        case .encode(let video):
            var text = video.codec
            if let crf = video.crf { text += " crf \(crf == crf.rounded() ? String(Int(crf)) : String(crf))" }
            if let bitrate = video.bitrate { text += " \(bitrate / 1000) kb/s" }
            words.append(text)
        }
        switch output.audio {
        case .copy: words.append("audio copied")
        case .none: words.append("no audio")
        case .encode(let audio): words.append(audio.bitrate.map { "\(audio.codec) \($0 / 1000) kb/s" } ?? audio.codec)
        }
        return words.joined(separator: ", ")
    }
}
