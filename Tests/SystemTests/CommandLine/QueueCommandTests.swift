import FoundationEssentials
import JobModel
import Platform
import TestSupport
import Testing

/// The commands that talk to a running coordinator.
@Suite(.enabled(if: CommandLineFixture.programsExist, "the programs are not built"))
struct QueueCommandTests {
    private let fixture: CommandLineFixture

    init() throws { fixture = try CommandLineFixture() }

    @Test func nobodyThereIsExitCode69() throws {
        for command in [["jobs"], ["show", "X"], ["cancel", "X"], ["retry", "X"], ["watch", "X"]] {
            let outcome = try fixture.millrace(command)
            #expect(outcome.status == .exited(69), "\(outcome)")
            #expect(
                outcome.error.hasPrefix("millrace: no coordinator listens at \(fixture.folder.path)/d/s: start one"))
        }
        let other = try fixture.millrace(["jobs", "--socket", "other.sock"])
        #expect(other.error.contains("\(fixture.here)/other.sock"))
    }

    @Test func aJobsLifeThroughTheCommands() throws {
        let daemon = try fixture.daemon()
        defer { daemon.signal(.kill) }
        try fixture.write("in", "x")
        let spec = try fixture.syntheticSpec(#""frames":"3""#)

        #expect(try fixture.millrace(["jobs"]).error == "no jobs\n")
        let submitted = try fixture.millrace(
            ["submit", "in", "-o", "a.syn", "--spec", spec, "--label", "show=x", "--key", "k1", "--priority", "7"])
        #expect(submitted.status == .exited(0), "\(submitted)")
        let id = String(submitted.output.dropLast())
        #expect(JobID(id) != nil && submitted.error == "")

        // The same key finds the same job; another document under it is refused.
        let replay = try fixture.millrace(
            ["submit", "in", "-o", "a.syn", "--spec", spec, "--label", "show=x", "--key", "k1", "--priority", "7"])
        #expect(replay.output == submitted.output, "\(replay)")
        let clash = try fixture.millrace(["submit", "in", "-o", "b.syn", "--spec", spec, "--key", "k1"])
        #expect(clash.status == .exited(64) && clash.error.contains("k1"), "\(clash)")

        let watched = try fixture.millrace(["watch", id])
        #expect(watched.status == .exited(0), "\(watched)")
        #expect(watched.output.hasSuffix("\(id)  a.syn  succeeded\n"))
        #expect(File.exists("\(fixture.here)/a.syn"))

        let shown = try fixture.millrace(["show", id])
        #expect(shown.output.contains("state     succeeded\n"), "\(shown)")
        #expect(shown.output.contains("label     show=x\n"))
        #expect(shown.output.contains("priority  7\n"))
        #expect(shown.output.contains("input     \(fixture.here)/in\n"))
        let record = try JSONDecoder().decode(
            JobRecord.self, from: Data(try fixture.millrace(["show", id, "--json"]).output.utf8))
        #expect(record.id.text == id && record.state == .succeeded && record.spec.labels == ["show": "x"])

        let listed = try fixture.millrace(["jobs", "--label", "show=x", "--state", "succeeded,failed"])
        #expect(listed.output.hasPrefix("JOB "), "\(listed)")
        #expect(listed.output.contains("\n\(id)  succeeded  "))
        #expect(try fixture.millrace(["jobs", "--label", "show=y"]).error == "no jobs\n")

        let done = try fixture.millrace(["cancel", id])
        #expect(done.status == .exited(64) && done.error.contains("succeeded"), "\(done)")
        let unknown = try fixture.millrace(["show", "01KADRM3QJ5V9V7Y4V6ZQ2C8XN"])
        #expect(unknown.status == .exited(64), "\(unknown)")
        #expect(unknown.error == "millrace: there is no job 01KADRM3QJ5V9V7Y4V6ZQ2C8XN\n")
    }

    @Test func aRunningJobIsCancelledAndRetried() throws {
        let daemon = try fixture.daemon()
        defer { daemon.signal(.kill) }
        try fixture.write("in", "x")
        let slow = try fixture.syntheticSpec(#""frames":"100000","frame_ms":"20""#)

        let waiting = try fixture.start(["submit", "in", "-o", "a.syn", "--spec", slow, "--wait"])
        #expect(waiting.waitForText("transcoding", seconds: 60), "\(waiting.errorText)")
        let id = String(waiting.errorText.dropFirst(4).prefix { $0 != "\n" })
        let late = try fixture.millrace(["watch", id, "--timeout", "0"])
        #expect(late.status == .exited(124), "\(late)")
        #expect(late.error == "millrace: the time is up; the job goes on\n")

        let events = try fixture.start(["watch", id, "--json"])
        #expect(events.waitForText("job.progress"), "\(events.errorText)")

        let cancelled = try fixture.millrace(["cancel", id])
        #expect(cancelled.status == .exited(0) && cancelled.output.hasPrefix("\(id)  "), "\(cancelled)")
        #expect(try waiting.wait(seconds: 30)?.status == .exited(1), "\(waiting.errorText)")
        #expect(waiting.errorText.hasSuffix("millrace: job \(id) is cancelled\n"))
        #expect(try events.wait(seconds: 30)?.status == .exited(1))
        let last = try #require(events.outputText.split(separator: "\n").last)
        #expect(try JSONDecoder().decode(JobEvent.self, from: Data(last.utf8)).kind == .cancelled)
        #expect(try Directory.names(in: fixture.here) == ["in"])

        let retried = try fixture.millrace(["retry", id])
        #expect(retried.output == "\(id)  queued\n", "\(retried)")
        let watching = try fixture.start(["watch", id])
        #expect(watching.waitForText("transcoding", seconds: 60))
        watching.signal(.interrupt)
        #expect(try watching.wait(seconds: 10)?.status == .exited(130))
        #expect(watching.errorText == "millrace: interrupted; the job goes on\n")
        #expect(try fixture.millrace(["cancel", id]).status == .exited(0))
    }

    @Test func aFailedJobIsExplained() throws {
        let daemon = try fixture.daemon()
        defer { daemon.signal(.kill) }
        try fixture.write("in", "x")
        let spec = try fixture.syntheticSpec(#""frames":"4","fail":"garbage","fail_at":"2""#)
        let outcome = try fixture.millrace(["submit", "in", "-o", "a.syn", "--spec", spec, "--wait", "--json"])
        #expect(outcome.status == .exited(70), "\(outcome)")
        let job = try JSONDecoder().decode(JobRecord.self, from: Data(outcome.output.utf8))
        #expect(job.problem?.code == .workerMisbehaved)
        let shown = try fixture.millrace(["show", job.id.text])
        #expect(shown.output.contains("\n\nworker_misbehaved: "), "\(shown)")
        #expect(try fixture.millrace(["watch", job.id.text]).status == .exited(70))
        #expect(try fixture.millrace(["jobs"]).output.contains("failed (worker_misbehaved)"))
    }

    @Test func aWholeDocumentComesThroughStandardInput() throws {
        let daemon = try fixture.daemon()
        defer { daemon.signal(.kill) }
        let input = try fixture.write("in", "x")
        let document = #"""
            {"input":{"path":"\#(input)"},"outputs":[{"path":"\#(fixture.here)/o.syn","container":"synthetic",
            "video":{"codec":"synthetic","options":{"frames":"2"}},"audio":"none"}]}
            """#
        let outcome = try fixture.millrace(["submit", "--spec", "-", "--wait"], input: document)
        #expect(outcome.status == .exited(0), "\(outcome)")
        #expect(outcome.output == "\(fixture.here)/o.syn\n")
        let wrong = try fixture.millrace(["submit", "--spec", "-"], input: #"{"input":{"path":"/x"},"outptus":[]}"#)
        #expect(wrong.status == .exited(64), "\(wrong)")
        #expect(wrong.error.contains("outptus"))
        let missing = try fixture.millrace(
            ["submit", "--spec", "-"], input: document.split(separator: input).joined(separator: "/nowhere/in"))
        #expect(missing.status == .exited(66), "\(missing)")
    }
}
