import Client
import JobModel
import Platform

/// `millrace submit`: a job for the queue.
enum SubmitCommand {
    static let spec = CommandSpec(
        name: "submit", group: .queue, summary: "put a job into the queue",
        usage: "(IN -o OUT [--preset NAME] | --spec FILE) [options]",
        details:
            "Puts a job into the coordinator's queue and prints its id. Once this returns, the job survives a crash "
            + "of the coordinator or of the machine.",
        positionals: [PositionalSpec(name: "IN", summary: "the file to read", count: 0...1)],
        options: JobDraft.options + [
            OptionSpec(name: "--priority", value: "N", summary: "-100 to 100; higher goes first (default: 0)"),
            OptionSpec(
                name: "--label", short: "-l", value: "NAME=VALUE", isRepeatable: true, summary: "a word to find it by"),
            OptionSpec(
                name: "--key", value: "KEY",
                summary: "idempotency key: a repeated submission with the same key finds the first job"),
            OptionSpec(name: "--wait", summary: "return when the job has ended, with its exit code"),
            OptionSpec(name: "--timeout", value: "SECONDS", summary: "with --wait: wait no longer (exit code 124)"),
            .socket, .json,
        ],
        examples: [
            "millrace submit film.mov -o film.mp4 --preset h264-720p --label show=x",
            "millrace submit --spec job.json --wait", "generate | millrace submit --spec - --key order-4711",
        ], run: { invocation throws(CommandFailure) in try run(invocation) })

    private static func run(_ invocation: Invocation) throws(CommandFailure) -> ExitCode {
        let interruption = invocation.arguments.has("--wait") ? Interruption() : nil
        var draft = try JobDraft(invocation)
        if let priority = try invocation.integer("--priority", in: -100...100) {
            draft.set("priority", .integer(Int64(priority)))
        }
        draft.add(labels: try invocation.pairs("--label"))
        guard draft != JobDraft() else {
            throw CommandFailure("nothing to submit: name IN and -o OUT, or give --spec FILE", .usage)
        }
        let timeout = try invocation.integer("--timeout", in: 0...10_000_000)

        let client = invocation.client()
        let submission = try asking { () throws(ClientFailure) in
            try client.submit(draft.json.bytes, key: invocation.arguments.value("--key"))
        }
        let id = submission.job.id.text
        guard let interruption else {
            if invocation.isJSON { invocation.output(json: submission.json) } else { invocation.output(id) }
            return .done
        }
        if !invocation.isJSON { invocation.talk("job \(id)") }
        let answers = try WatchCommand.follow([id], invocation, interruption, timeout: timeout, stream: .error)
        return Outcome.report(answers, invocation)
    }
}
