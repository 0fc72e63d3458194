import HTTP1

/// `/healthz` and `/readyz`: outside the versions, for supervisors.
struct HealthRoutes: Sendable {
    let service: any JobService

    private static let healthy = HTTPResponse.json(.ok, ["status": "ok"])

    var table: [Route] {
        [
            // Answering at all is the answer.
            Route(.get, "/healthz") { _ in Self.healthy },
            Route(.get, "/readyz", parameters: ["verbose"]) { request throws(Problem) in
                let verbose = try request.query.flag("verbose")
                let readiness = await service.readiness()
                return .json(
                    readiness.ready ? .ok : .serviceUnavailable,
                    ReadinessDocument(
                        status: readiness.ready ? "ready" : "not ready", checks: verbose ? readiness.checks : nil))
            },
        ]
    }
}

/// The body of `/readyz`; the checks only where they are asked for.
private struct ReadinessDocument: Encodable {
    let status: String
    let checks: [Readiness.Check]?
}
