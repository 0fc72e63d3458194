import Client
import JobModel
import Platform

/// `millrace probe`: what a file holds, read in a sealed worker.
enum ProbeCommand {
    static let spec = CommandSpec(
        name: "probe", group: .local, summary: "say what a media file holds, as JSON", usage: "FILE [options]",
        details:
            "Reads a file in a sealed worker and prints what it holds as JSON: container, streams, chapters, tags. "
            + "No daemon is needed; with --socket the coordinator there is asked.",
        positionals: [PositionalSpec(name: "FILE", summary: "the file to read", count: 1...1)],
        options: [
            OptionSpec(name: "--socket", value: "PATH", summary: "ask the coordinator there instead of an own one"),
            OptionSpec(name: "--backend", value: "NAME", summary: "the backend to use"),
            OptionSpec(name: "--json", summary: "accepted for symmetry: the output is always JSON"), .backends, .unsafe,
        ],
        examples: ["millrace probe film.mov", "millrace probe film.mov | jq '.streams[].codec'"],
        run: { invocation throws(CommandFailure) in try run(invocation) })

    private static func run(_ invocation: Invocation) throws(CommandFailure) -> ExitCode {
        let interruption = Interruption()
        var draft = JobDraft()
        draft.set("kind", .string("probe"))
        draft.setInput(SocketPath.absolute(invocation.arguments.positionals[0]))
        if let backend = invocation.arguments.value("--backend") { draft.set("backend", .string(backend)) }
        try draft.checkFiles()
        let answer: JobAnswer
        if invocation.arguments.has("--socket") {
            answer = try ask(invocation.client(), draft, interruption)
        } else {
            let coordinator = try PrivateCoordinator(.init(invocation.arguments), interruption)
            defer { coordinator.stop() }
            answer = try PrivateJob(coordinator, interruption).run(draft, NoView())
        }
        guard answer.job.state == .succeeded else {
            if let problem = answer.job.problem { throw CommandFailure(JobText.failure(problem), ExitCode(problem)) }
            throw CommandFailure("the probe was cancelled", .jobFailed)
        }
        // The server's own JSON, so that members this client does not know are kept.
        guard let job = try? JSONValue(parsing: answer.json), let report = job.members?["result"]?.members?["probe"]
        else { throw CommandFailure("the coordinator sent no report", .internalError) }
        invocation.output(json: Array(report.prettyText.utf8))
        return .done
    }

    private static func ask(
        _ client: Client, _ draft: JobDraft, _ interruption: Interruption
    ) throws(CommandFailure) -> JobAnswer {
        client.isInterrupted = { interruption.isRequested }
        return try asking { () throws(ClientFailure) in
            let id = try client.submit(draft.json.bytes).job.id.text
            while true {
                let answer = try client.job(id, waitingUpTo: 60)
                if answer.job.state.isFinal { return answer }
            }
        }
    }
}
