package import JobModel
import Platform

/// What a follower of the event stream is told.
package enum StreamItem: Sendable {
    /// The stream stands: what happens from now on is reported. Comes again whenever it was interrupted; look at the
    /// jobs afresh then, as something may have been missed.
    case connected
    /// An event, and its JSON as the server wrote it.
    case event(JobEvent, json: String)
}

extension Client {
    /// Follows the event stream until `take` returns false. A stream that breaks off is taken up again after the last
    /// event that was seen.
    /// - Parameters:
    ///   - sequence: the last event that is known already; nil starts with what happens from now on.
    ///   - job: only events of this job.
    ///   - take: called for each item; it may use another ``Client``, not this one.
    package func events(
        since sequence: Int64? = nil, job: String? = nil, _ take: (StreamItem) throws(ClientFailure) -> Bool
    ) throws(ClientFailure) {
        var last = sequence
        var failures = 0
        while true {
            do throws(ClientFailure) {
                let done = try follow(since: &last, job: job) { (item) throws(ClientFailure) in
                    failures = 0
                    return try take(item)
                }
                if done { return }
            } catch .connectionLost {
                // Taken up again below: the jobs are durable, so is the stream.
            } catch .connectionClosed {
            } catch .refused(let problem) where problem.status == 410 {
                // Older events are gone: the next `connected` makes the caller look at the jobs.
                last = nil
            }
            failures += 1
            guard failures <= 20 else { throw .connectionLost("the event stream broke off again and again") }
            Sleep.milliseconds(min(1000, 50 * failures))
        }
    }

    /// One life of the stream. True where `take` ended it.
    private func follow(
        since last: inout Int64?, job: String?, _ take: (StreamItem) throws(ClientFailure) -> Bool
    ) throws(ClientFailure) -> Bool {
        var query = Query()
        if let last { query.add("since", String(last)) }
        if let job { query.add("job", job) }
        let exchange = try begin(
            .init(method: "GET", target: "/v1/events\(query.text)", fields: [("Accept", "text/event-stream")]),
            waitSeconds: nil)
        guard exchange.head.status == 200 else {
            throw .refused(Problem(Response(head: exchange.head, body: try exchange.body())))
        }
        guard try take(.connected) else { return true }
        var parser = ServerSentEvents()
        var isDone = false
        try exchange.read { (part) throws(ClientFailure) in
            for event in parser.feed(part) {
                // This reader was too slow: the durable events that it missed come again after the last one seen.
                if event.name == "lagged" { return false }
                let value = try Self.decode(JobEvent.self, Array(event.data.utf8))
                last = value.sequence
                guard try take(.event(value, json: event.data)) else {
                    isDone = true
                    return false
                }
            }
            return true
        }
        return isDone
    }
}
