import HTTP1
import JobModel

/// `GET /v1/events`: what happens to jobs, as server-sent events that can be resumed.
struct EventRoutes: Sendable {
    let service: any JobService

    var table: [Route] { [Route(.get, "/events", parameters: ["since", "job"], respond: events)] }

    private func events(_ request: RoutedRequest) async throws(Problem) -> HTTPResponse {
        let since = try Self.since(request)
        let job = try Self.job(request)
        if request.request.method == .head { return EventStream.head }
        let items = try await asking { () throws(ServiceFailure) in
            try await service.events(since: since, job: job)
        }
        return EventStream.response(items)
    }

    /// Where to go on: a browser repeats the URL of its first request when it reconnects, so its `Last-Event-ID`
    /// counts more than `since`.
    private static func since(_ request: RoutedRequest) throws(Problem) -> Int64? {
        let parameter = try request.query.integer("since", from: 0)
        guard let text = request.request.fields["Last-Event-ID"] else { return parameter }
        guard let sequence = Int64(text), sequence >= 0 else {
            throw .badField("Last-Event-ID", "expected the id of an event, a whole number, not \"\(text)\"")
        }
        return sequence
    }

    private static func job(_ request: RoutedRequest) throws(Problem) -> JobID? {
        guard let text = try request.query.one("job") else { return nil }
        guard let id = JobID(text) else { throw .badParameter("job", "\"\(text)\" is not the id of a job") }
        return id
    }
}
