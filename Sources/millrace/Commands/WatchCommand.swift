import Client
import JobModel
import Platform

/// `millrace watch`: jobs on their way.
enum WatchCommand {
    static let spec = CommandSpec(
        name: "watch", group: .queue, summary: "show the progress of jobs until they have ended",
        usage: "ID... [options]",
        details: "Shows how far jobs are until all of them have ended: bars on a terminal, lines elsewhere, the events "
            + "as JSON lines with --json. Ends with the code of the first job that failed. Ctrl-C stops watching, not "
            + "the jobs.",
        positionals: [
            PositionalSpec(name: "ID", summary: "the id of a job, as submit and jobs print it", count: 1...(.max))
        ],
        options: [
            OptionSpec(name: "--timeout", value: "SECONDS", summary: "watch no longer than this (exit code 124)"),
            .socket, .json,
        ],
        examples: ["millrace watch $(millrace submit film.mov -o film.mp4)"],
        run: { invocation throws(CommandFailure) in try run(invocation) })

    private static func run(_ invocation: Invocation) throws(CommandFailure) -> ExitCode {
        let interruption = Interruption()
        let timeout = try invocation.integer("--timeout", in: 0...10_000_000)
        let answers = try follow(
            invocation.arguments.positionals, invocation, interruption, timeout: timeout, stream: .output)
        for job in answers.map(\.job) where job.state != .succeeded {
            guard let problem = job.problem, job.state == .failed else { return .jobFailed }
            if !invocation.isJSON { invocation.talk("millrace: job \(job.id) failed: \(JobText.failure(problem))") }
            return ExitCode(problem)
        }
        return .done
    }

    /// Follows jobs of the chosen coordinator to their end.
    static func follow(
        _ ids: [String], _ invocation: Invocation, _ interruption: Interruption, timeout: Int?,
        stream: StandardStreams.Stream
    ) throws(CommandFailure) -> [JobAnswer] {
        let view: any ProgressView
        if invocation.isJSON {
            view = stream == .output ? JSONView() : NoView()
        } else {
            view = invocation.progressView(stream)
        }
        let events = invocation.client()
        events.isInterrupted = { interruption.isRequested }
        let deadline = timeout.map { MonotonicClock.nanoseconds() + UInt64($0) * 1_000_000_000 }
        let follower = JobFollower(events: events, jobs: invocation.client(), view: view, deadline: deadline)
        do throws(ClientFailure) {
            return try follower.follow(ids)
        } catch .timedOut {
            throw CommandFailure("the time is up; the job goes on", .timedOut)
        } catch .interrupted {
            throw CommandFailure("interrupted; the job goes on", .interrupted)
        } catch {
            throw CommandFailure(error)
        }
    }
}
