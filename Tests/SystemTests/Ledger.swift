import Client
import JobModel
import Platform
import TestSupport
import Testing

/// What the durable history, the rows and the disk say about a set of jobs, held against each other.
struct Ledger {
    private(set) var events: [JobEvent] = []

    /// Reads the whole history.
    init(_ mill: Mill) throws {
        let client = mill.client()
        var events: [JobEvent] = []
        let newest = try Self.newestSequence(mill)
        if newest > 0 {
            try client.events(since: 0) { (item) throws(ClientFailure) in
                guard case .event(let event, _) = item else { return true }
                if event.kind.isDurable { events.append(event) }
                return event.sequence < newest
            }
        }
        self.events = events
    }

    /// The last durable sequence: that of an event which is made for the purpose, a job that is refused by nobody and
    /// cancelled at once.
    private static func newestSequence(_ mill: Mill) throws -> Int64 {
        let client = mill.client()
        let marker = try client.submit(
            Array(mill.syntheticJob("marker.syn", frames: 1_000_000, frameMilliseconds: 1000).utf8))
        _ = try client.cancel(marker.job.id.text)
        let ended = try client.job(marker.job.id.text, waitingUpTo: 30).job
        #expect(ended.state == .cancelled)
        var newest: Int64 = 0
        try client.events(since: 0, job: marker.job.id.text) { (item) throws(ClientFailure) in
            guard case .event(let event, _) = item else { return true }
            newest = max(newest, event.sequence)
            return event.kind != .cancelled
        }
        return newest
    }

    /// How often a job came to an event.
    func count(_ kind: JobEvent.Kind, _ job: JobID) -> Int { events.count { $0.job == job && $0.kind == kind } }

    /// Holds a succeeded job's result against its file, and its history against having happened once.
    func checkSucceeded(_ job: JobRecord) throws {
        let output = try #require(job.result?.outputs.first)
        let status = try #require(try? File.status(output.path), "\(output.path) is missing")
        #expect(status.size == output.bytes, "\(output.path)")
        let digest = try Tool.run("sha256sum", [output.path]).output.prefix(64)
        #expect(digest == output.sha256, "\(output.path)")
        #expect(count(.succeeded, job.id) == 1, "\(job.id) succeeded \(count(.succeeded, job.id)) times")
        #expect(count(.publishing, job.id) == 1, "\(job.id) was published \(count(.publishing, job.id)) times")
        #expect(count(.running, job.id) == job.attempt, "\(job.id)")
    }
}
