package import JobModel
import Platform

/// A submission's answer.
package struct Submission: Sendable {
    package var job: JobRecord
    /// The server had seen the idempotency key before: this is its first answer.
    package var replayed: Bool
    /// The job as the server wrote it.
    package var json: [UInt8]
}

/// A job's answer.
package struct JobAnswer: Sendable {
    package var job: JobRecord
    /// The job as the server wrote it.
    package var json: [UInt8]
}

/// A page of jobs, newest first.
package struct JobListing: Sendable {
    package var jobs: [JobRecord]
    /// Pass it on for the next page; nil on the last.
    package var nextPageToken: String?
    /// The page as the server wrote it.
    package var json: [UInt8]
}

extension Client {
    /// Submits a job document (JSON). Returns once the job is durable.
    /// - Parameter key: makes a repeated submission find its first answer; a new one by default.
    package func submit(_ document: [UInt8], key: String? = nil) throws(ClientFailure) -> Submission {
        let key = key ?? Self.newKey()
        let response = try send("POST", "/v1/jobs", fields: [("Idempotency-Key", "\"\(key)\"")], body: document)
        return Submission(
            job: try decode(JobRecord.self, response), replayed: response.head["idempotency-replayed"] == "true",
            json: response.body)
    }

    /// What the document would become; no job is made.
    package func validate(_ document: [UInt8]) throws(ClientFailure) -> [UInt8] {
        try send("POST", "/v1/jobs?validate_only=true", body: document).body
    }

    /// A job, at once or when it is final or `seconds` (at most 300) are over.
    package func job(_ id: String, waitingUpTo seconds: Int = 0) throws(ClientFailure) -> JobAnswer {
        let fields = seconds > 0 ? [("Prefer", "wait=\(seconds)")] : []
        return try answer(
            send("GET", "/v1/jobs/\(Query.escaped(id))", fields: fields, waitSeconds: Double(seconds)))
    }

    /// - Parameters:
    ///   - states: any of them; empty for all.
    ///   - labels: all of them.
    ///   - limit: 1...1000.
    package func jobs(
        states: [JobState] = [], labels: [(name: String, value: String)] = [], limit: Int = 50,
        pageToken: String? = nil
    ) throws(ClientFailure) -> JobListing {
        var query = Query()
        for state in states { query.add("state", state.rawValue) }
        for label in labels { query.add("label", "\(label.name):\(label.value)") }
        query.add("page_size", String(limit))
        if let pageToken { query.add("page_token", pageToken) }
        let response = try send("GET", "/v1/jobs\(query.text)")
        let page = try decode(Page.self, response)
        return JobListing(jobs: page.jobs, nextPageToken: page.nextPageToken, json: response.body)
    }

    /// Withdraws a job. A running one is `cancelled` once its process is gone.
    package func cancel(_ id: String) throws(ClientFailure) -> JobAnswer {
        try answer(send("POST", "/v1/jobs/\(Query.escaped(id)):cancel"))
    }

    /// Puts a failed or cancelled job back into the queue.
    package func retry(_ id: String) throws(ClientFailure) -> JobAnswer {
        try answer(send("POST", "/v1/jobs/\(Query.escaped(id)):retry"))
    }

    /// A key that no other submission has.
    package static func newKey() -> String {
        JobID(created: Timestamp(milliseconds: RealtimeClock.milliseconds())).text
    }

    private func answer(_ response: Response) throws(ClientFailure) -> JobAnswer {
        JobAnswer(job: try decode(JobRecord.self, response), json: response.body)
    }

    private struct Page: Decodable {
        var jobs: [JobRecord]
        var nextPageToken: String?

        enum CodingKeys: String, CodingKey {
            case jobs
            case nextPageToken = "next_page_token"
        }
    }
}
