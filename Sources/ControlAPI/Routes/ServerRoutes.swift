import HTTP1

/// `GET /v1`: what this server is and takes.
struct ServerRoutes: Sendable {
    let service: any JobService
    let limits: HTTPLimits

    var table: [Route] {
        [
            Route(.get, "/") { _ in
                let info = await service.serverInfo()
                return .json(
                    .ok,
                    ServerDocument(
                        server: "millrace", version: info.version, apiVersion: ControlAPI.version,
                        features: info.features, workers: info.workers, counts: info.counts,
                        limits: .init(limits)))
            }
        ]
    }
}

private struct ServerDocument: Encodable {
    struct Limits: Encodable {
        let headBytes: Int
        let headFields: Int
        let bodyBytes: Int
        let jsonDepth: Int
        let pageSize: Int
        let waitSeconds: Int
        let idleSeconds: Double
        let connectionsPerUser: Int

        init(_ limits: HTTPLimits) {
            headBytes = limits.head
            headFields = limits.fields
            bodyBytes = limits.body
            jsonDepth = JSONSyntax.maxDepth
            pageSize = JobListQuery.maxPageSize
            waitSeconds = Preferences.maxWaitSeconds
            idleSeconds = limits.idleSeconds
            connectionsPerUser = limits.connectionsPerUser
        }

        enum CodingKeys: String, CodingKey {
            case headBytes = "head_bytes"
            case headFields = "head_fields"
            case bodyBytes = "body_bytes"
            case jsonDepth = "json_depth"
            case pageSize = "page_size"
            case waitSeconds = "wait_s"
            case idleSeconds = "idle_s"
            case connectionsPerUser = "connections_per_user"
        }
    }

    let server: String
    let version: String
    let apiVersion: String
    let features: [String]
    let workers: Int
    let counts: [String: Int]
    let limits: Limits

    enum CodingKeys: String, CodingKey {
        case server, version, features, workers, counts, limits
        case apiVersion = "api_version"
    }
}
