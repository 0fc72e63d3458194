import JobModel
import Platform
import Telemetry

/// What is shown while jobs run.
protocol ProgressView: AnyObject {
    /// A job as it was read.
    func show(_ job: JobRecord)
    /// An event of a job that was shown before, and its JSON.
    func show(_ event: JobEvent, json: String)
    /// Nothing more is shown.
    func finish()
}

/// Nothing.
final class NoView: ProgressView {
    func show(_ job: JobRecord) {}
    func show(_ event: JobEvent, json: String) {}
    func finish() {}
}

/// The events as JSON lines.
final class JSONView: ProgressView {
    func show(_ job: JobRecord) {}
    func show(_ event: JobEvent, json: String) { StandardStreams.writeToOutput(json + "\n") }
    func finish() {}
}

/// A bar for each job, drawn over and over at the same place.
final class BarView: ProgressView {
    private let stream: StandardStreams.Stream
    private var order: [JobID] = []
    private var labels: [JobID: String] = [:]
    private var lines: [JobID: String] = [:]
    private var drawn = 0
    private var lastDraw: UInt64 = 0

    init(_ stream: StandardStreams.Stream) { self.stream = stream }

    func show(_ job: JobRecord) {
        if labels[job.id] == nil { order.append(job.id) }
        labels[job.id] = JobText.label(job)
        setLine(job.id, job.state, job.progress, job.problem, attempt: job.attempt)
        draw(force: true)
    }

    func show(_ event: JobEvent, json: String) {
        guard labels[event.job] != nil else { return }
        setLine(event.job, event.state, event.progress, event.problem, attempt: event.attempt)
        draw(force: event.kind.isDurable)
    }

    func finish() {
        draw(force: true)
        drawn = 0
    }

    private func setLine(_ id: JobID, _ state: JobState, _ progress: JobProgress?, _ problem: Failure?, attempt: Int) {
        let label = labels[id] ?? id.text
        let columns = StandardStreams.columns(stream) ?? 80
        if state == .running, let progress {
            lines[id] = ProgressBar.text(label, progress, columns: columns)
            return
        }
        // Between the event that it runs and its first progress, the bar of before stays.
        if state == .running, progress == nil, lines[id]?.contains("░") == true { return }
        var words = state.rawValue
        if state == .queued, let problem { words = "waits to try again: \(problem.detail)" }
        if state == .failed, let problem { words = "failed: \(problem.detail)" }
        if attempt > 1 && !state.isFinal { words += " (attempt \(attempt))" }
        let name = ProgressBar.shortened(label, 32)
        lines[id] = String("\(Format.padded(name, min(32, max(8, label.count))))  \(words)".prefix(max(1, columns - 1)))
    }

    private func draw(force: Bool) {
        let now = MonotonicClock.nanoseconds()
        guard force || now - lastDraw > 80_000_000 else { return }
        lastDraw = now
        var text = drawn > 0 ? "\u{1b}[\(drawn)A" : ""
        for id in order { text += "\r\(CleanText.clean(lines[id] ?? ""))\u{1b}[K\n" }
        drawn = order.count
        StandardStreams.write(text, to: stream)
    }
}

/// A line for each change, and for each tenth of the way.
final class LineView: ProgressView {
    private let stream: StandardStreams.Stream
    /// Whether each line says which job it is about.
    private let namesJobs: Bool
    private var labels: [JobID: String] = [:]
    private var said: [JobID: String] = [:]

    init(_ stream: StandardStreams.Stream, namesJobs: Bool) {
        self.stream = stream
        self.namesJobs = namesJobs
    }

    func show(_ job: JobRecord) {
        labels[job.id] = JobText.label(job)
        say(job.id, job.state, job.progress, job.problem)
    }

    func show(_ event: JobEvent, json: String) {
        guard labels[event.job] != nil else { return }
        say(event.job, event.state, event.progress, event.problem)
    }

    func finish() {}

    private func say(_ id: JobID, _ state: JobState, _ progress: JobProgress?, _ problem: Failure?) {
        var words = state.rawValue
        var key = words
        if state == .running, let progress {
            let tenth = progress.percent.map { Int($0) / 10 * 10 }
            words = "\(progress.phase.rawValue)"
            if let percent = progress.percent, progress.phase == .transcoding {
                words += " \(Int(percent))%"
                if progress.fps > 0 { words += " \(Format.decimal(progress.fps, 1)) fps" }
                if progress.speed > 0 { words += " \(Format.decimal(progress.speed, 2))x" }
                if let eta = progress.etaSeconds { words += " ETA \(Format.clock(eta))" }
            }
            key = "\(progress.phase) \(progress.phase == .transcoding ? tenth ?? -1 : 0)"
        } else if let problem, state == .failed || state == .queued {
            words += ": \(problem.detail)"
            key = words
        }
        guard said[id] != key else { return }
        said[id] = key
        let name = (namesJobs ? "\(id)  " : "") + (labels[id] ?? "")
        StandardStreams.write("\(CleanText.clean("\(name)  \(words)"))\n", to: stream)
    }
}
