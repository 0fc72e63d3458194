import HTTP1
import JobModel

/// Jobs: submitting, looking, cancelling, retrying.
struct JobRoutes: Sendable {
    let service: any JobService

    var table: [Route] {
        [
            Route(.post, "/jobs", parameters: ["validate_only"], respond: submit),
            Route(.get, "/jobs", parameters: JobListQuery.parameters, respond: list),
            Route(.get, "/jobs/{id}", respond: show),
            Route(.post, "/jobs/{id}:cancel") { request throws(Problem) in
                try request.request.expectNoDocument()
                let id = try Self.id(request)
                return Self.accepted(try await asking { () throws(ServiceFailure) in try await service.cancel(id) })
            },
            Route(.post, "/jobs/{id}:retry") { request throws(Problem) in
                try request.request.expectNoDocument()
                let id = try Self.id(request)
                return Self.accepted(try await asking { () throws(ServiceFailure) in try await service.retry(id) })
            },
        ]
    }

    private func submit(_ request: RoutedRequest) async throws(Problem) -> HTTPResponse {
        let validateOnly = try request.query.flag("validate_only")
        let key = try IdempotencyKey.of(request.request)
        let document = try request.request.document(JobDocument.self)
        let requester = Requester(uid: request.caller.uid, gid: request.caller.gid)
        if validateOnly {
            let spec = try await asking { () throws(ServiceFailure) in
                try await service.validate(document, requester: requester)
            }
            return .json(.ok, ["spec": spec])
        }
        let submitted = try await asking { () throws(ServiceFailure) in
            try await service.submit(document, requester: requester, idempotency: key)
        }
        var response = Self.accepted(submitted.record)
        if submitted.replayed { response.fields["Idempotency-Replayed"] = "true" }
        return response
    }

    private func show(_ request: RoutedRequest) async throws(Problem) -> HTTPResponse {
        let id = try Self.id(request)
        let wait = try Preferences(request.request.fields).waitSeconds
        let record = try await asking { () throws(ServiceFailure) in
            if let wait { try await service.job(id, waitingUpTo: Double(wait)) } else { try await service.job(id) }
        }
        let resource = JobResource(record)
        var response = HTTPResponse.json(.ok, resource, fields: ["ETag": resource.etag])
        if let wait { response.fields["Preference-Applied"] = "wait=\(wait)" }
        return response
    }

    private func list(_ request: RoutedRequest) async throws(Problem) -> HTTPResponse {
        let list = try JobListQuery(request.query)
        let page = try await asking { () throws(ServiceFailure) in try await service.jobs(list.query) }
        return .json(
            .ok, JobListDocument(jobs: page.jobs.map(JobResource.init), nextPageToken: page.next.map(list.token)))
    }

    /// The job of the path; a text that is no id names no job.
    private static func id(_ request: RoutedRequest) throws(Problem) -> JobID {
        let text = request.captures["id"] ?? ""
        guard let id = JobID(text) else { throw .noJob(text) }
        return id
    }

    /// 202 with the job and where to look for it.
    private static func accepted(_ record: JobRecord) -> HTTPResponse {
        let resource = JobResource(record)
        return .json(
            .accepted, resource, fields: ["Location": "/v1/jobs/\(record.id.text)", "ETag": resource.etag])
    }
}

private struct JobListDocument: Encodable {
    let jobs: [JobResource]
    /// Absent on the last page.
    let nextPageToken: String?

    enum CodingKeys: String, CodingKey {
        case jobs
        case nextPageToken = "next_page_token"
    }
}
