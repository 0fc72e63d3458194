import Client
import JobModel

/// `jobs`, `show`, `cancel`, `retry`.
enum QueueCommands {
    static let jobs = CommandSpec(
        name: "jobs", group: .queue, summary: "list jobs, newest first", usage: "[options]",
        details: "Lists jobs, newest first.",
        options: [
            OptionSpec(
                name: "--state", value: "STATE", isRepeatable: true,
                summary: "only these: \(JobState.allCases.map(\.rawValue).joined(separator: ", "))"),
            OptionSpec(
                name: "--label", short: "-l", value: "NAME=VALUE", isRepeatable: true,
                summary: "only jobs with this label"),
            OptionSpec(name: "--limit", value: "N", summary: "how many, 1 to 1000 (default: 50)"),
            .socket, .json,
        ],
        examples: ["millrace jobs --state failed", "millrace jobs --label show=x --limit 200 --json"],
        run: { invocation throws(CommandFailure) in
            var states: [JobState] = []
            for word in invocation.arguments.all("--state").flatMap({ $0.split(separator: ",").map(String.init) }) {
                guard let state = JobState(rawValue: word) else {
                    throw CommandFailure(
                        ParsedArguments.unknown("state", word, among: JobState.allCases.map(\.rawValue)), .usage)
                }
                states.append(state)
            }
            let labels = try invocation.pairs("--label")
            let limit = try invocation.integer("--limit", in: 1...1000) ?? 50
            let listing = try asking { () throws(ClientFailure) in
                try invocation.client().jobs(states: states, labels: labels, limit: limit)
            }
            if invocation.isJSON {
                invocation.output(json: listing.json)
            } else if listing.jobs.isEmpty {
                invocation.talk("no jobs")
            } else {
                invocation.output(
                    Format.table([["JOB", "STATE", "CREATED", "INPUT", "OUTPUT"]] + listing.jobs.map(row)))
                if listing.nextPageToken != nil { invocation.talk("there are more: raise --limit") }
            }
            return .done
        })

    private static func row(_ job: JobRecord) -> [String] {
        var state = job.state.rawValue
        if job.state == .running, let percent = job.progress?.percent { state += " \(Int(percent))%" }
        if job.state == .failed, let problem = job.problem { state += " (\(problem.code.rawValue))" }
        let outputs = job.spec.outputs.map { Format.name($0.path) }.joined(separator: ", ")
        return [
            job.id.text, state, "\(job.createTime)", Format.name(job.spec.input.path),
            outputs.isEmpty ? job.spec.kind.rawValue : outputs,
        ]
    }

    static let show = CommandSpec(
        name: "show", group: .queue, summary: "show everything about a job", usage: "ID [options]",
        details: "Shows a job: its state, what it was asked for, what came of it, or why it failed.",
        positionals: [
            PositionalSpec(name: "ID", summary: "the id of a job, as submit and jobs print it", count: 1...1)
        ], options: [.socket, .json],
        examples: ["millrace show 01KADRM3QJ5V9V7Y4V6ZQ2C8XN"],
        run: { invocation throws(CommandFailure) in
            let answer = try asking { () throws(ClientFailure) in
                try invocation.client().job(invocation.arguments.positionals[0])
            }
            if invocation.isJSON {
                invocation.output(json: answer.json)
            } else {
                invocation.output(JobText.details(answer.job))
            }
            return .done
        })

    static let cancel = CommandSpec(
        name: "cancel", group: .queue, summary: "withdraw jobs", usage: "ID... [options]",
        details: "Withdraws jobs. A running one is cancelled once its process is gone; nothing of it is left behind.",
        positionals: [
            PositionalSpec(name: "ID", summary: "the id of a job, as submit and jobs print it", count: 1...(.max))
        ], options: [.socket, .json],
        run: { invocation throws(CommandFailure) in
            try forEach(invocation) { (client, id) throws(ClientFailure) in try client.cancel(id) }
        })

    static let retry = CommandSpec(
        name: "retry", group: .queue, summary: "put failed or cancelled jobs back into the queue",
        usage: "ID... [options]", details: "Puts failed or cancelled jobs back into the queue, as they were submitted.",
        positionals: [
            PositionalSpec(name: "ID", summary: "the id of a job, as submit and jobs print it", count: 1...(.max))
        ], options: [.socket, .json],
        run: { invocation throws(CommandFailure) in
            try forEach(invocation) { (client, id) throws(ClientFailure) in try client.retry(id) }
        })

    /// Goes on to the other jobs where one is refused; the first refusal gives the exit code.
    private static func forEach(
        _ invocation: Invocation, _ call: (Client, String) throws(ClientFailure) -> JobAnswer
    ) throws(CommandFailure) -> ExitCode {
        let client = invocation.client()
        var code = ExitCode.done
        for id in invocation.arguments.positionals {
            do throws(ClientFailure) {
                let answer = try call(client, id)
                if invocation.isJSON {
                    invocation.output(json: answer.json)
                } else {
                    let state = answer.job.state.isFinal || answer.job.state == .queued ? "" : ", ending"
                    invocation.output("\(id)  \(answer.job.state.rawValue)\(state)")
                }
            } catch .refused(let problem) {
                invocation.talk("millrace: \(id): \(problem.text)")
                if code == .done { code = ExitCode(problem) }
            } catch {
                throw CommandFailure(error)
            }
        }
        return code
    }
}
