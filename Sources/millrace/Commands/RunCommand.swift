import Client
import JobModel
import Platform

/// `millrace run`: one job now, without a daemon.
enum RunCommand {
    static let spec = CommandSpec(
        name: "run", group: .local, summary: "transcode one file now",
        usage: "IN -o OUT [--preset NAME | --spec FILE] [options]",
        details: "Transcodes a file now and returns when it is done. No daemon is needed: a coordinator of its own is "
            + "started for the job and ends with it. The output appears under its name when it is whole and verified, "
            + "never before. Ctrl-C cancels and leaves nothing behind.",
        positionals: [PositionalSpec(name: "IN", summary: "the file to read", count: 0...1)],
        options: JobDraft.options + [.json, .backends, .unsafe],
        examples: [
            "millrace run film.mov -o film.mp4",
            "millrace run film.mov -o film.mp4 --preset h264-720p --overwrite",
            "millrace run film.mov -o hd.mp4 -o sd.mp4 -p h264-1080p -p h264-480p",
            "millrace run film.mkv -o sound.opus --preset opus-96k",
        ], run: { invocation throws(CommandFailure) in try run(invocation) })

    private static func run(_ invocation: Invocation) throws(CommandFailure) -> ExitCode {
        let interruption = Interruption()
        let draft = try JobDraft(invocation)
        guard draft.inputPath != nil else {
            throw CommandFailure("IN is missing: name the file to transcode, or give a --spec that does", .usage)
        }
        guard !draft.outputPaths.isEmpty else {
            throw CommandFailure("nothing to make: name the output with -o OUT", .usage)
        }
        try draft.checkFiles()

        let coordinator = try PrivateCoordinator(.init(invocation.arguments), interruption)
        defer { coordinator.stop() }
        let view: any ProgressView = invocation.isJSON ? NoView() : invocation.progressView(.error)
        let answer = try PrivateJob(coordinator, interruption).run(draft, view)
        return Outcome.report([answer], invocation)
    }
}

/// One job on a private coordinator.
struct PrivateJob {
    private let coordinator: PrivateCoordinator
    private let interruption: Interruption

    init(_ coordinator: PrivateCoordinator, _ interruption: Interruption) {
        self.coordinator = coordinator
        self.interruption = interruption
    }

    /// Submits the job and follows it to its end. An interruption cancels it first.
    func run(_ draft: JobDraft, _ view: any ProgressView) throws(CommandFailure) -> JobAnswer {
        let client = coordinator.client()
        let document = draft.json.bytes
        let key = Client.newKey()
        let submission = try coordinator.whenReady { () throws(ClientFailure) in
            try client.submit(document, key: key)
        }
        let id = submission.job.id.text
        let follower = JobFollower(events: coordinator.client(), jobs: client, view: view)
        do throws(ClientFailure) {
            if let answer = try follower.follow([id]).first { return answer }
            throw ClientFailure.connectionLost("the job's events ended before the job")
        } catch .interrupted {
            Invocation.talk("millrace: interrupted: cancelling")
            try cancel(id)
            throw CommandFailure("interrupted; nothing was written", .interrupted)
        } catch {
            throw coordinator.explained(error)
        }
    }

    /// Cancels and waits until the worker is gone and its files are removed. A job that is past the point of no return
    /// is left to end.
    private func cancel(_ id: String) throws(CommandFailure) {
        let client = Client(socketPath: coordinator.socketPath)
        client.answerSeconds = 10
        do throws(ClientFailure) {
            do throws(ClientFailure) {
                _ = try client.cancel(id)
            } catch .refused(let problem) where problem.status == 409 {
                // Publishing or final already.
            }
            let end = try client.job(id, waitingUpTo: 20)
            if end.job.state == .succeeded {
                throw ClientFailure.interrupted
            }
        } catch .interrupted {
            throw CommandFailure("interrupted, but the output was complete by then", .interrupted)
        } catch {
            throw CommandFailure("interrupted; \(error)", .interrupted)
        }
    }
}
