import FoundationEssentials
package import JobModel

/// Facts of the coordinator, as `GET /v1` gives them.
package struct ServerFacts: Sendable, Decodable {
    package var version: String
    package var workers: Int?
    /// Jobs by state.
    package var counts: [String: Int]?
}

/// One check of `GET /readyz`.
package struct ReadinessCheck: Sendable, Decodable {
    package var name: String
    package var ok: Bool
    package var detail: String?
}

extension Client {
    package func serverFacts() throws(ClientFailure) -> ServerFacts {
        try decode(ServerFacts.self, send("GET", "/v1"))
    }

    /// Whether jobs are accepted and run, check by check.
    package func readiness() throws(ClientFailure) -> [ReadinessCheck] {
        struct Readiness: Decodable { var checks: [ReadinessCheck] }
        let request = HTTPExchange.Request(method: "GET", target: "/readyz?verbose")
        let exchange = try begin(request, waitSeconds: 0)
        // Not ready is an answer here, with status 503.
        return try decode(
            Readiness.self, Response(head: exchange.head, body: exchange.body())
        ).checks
    }

    package func backends() throws(ClientFailure) -> (backends: [BackendStatus], json: [UInt8]) {
        struct List: Decodable { var backends: [BackendStatus] }
        let response = try send("GET", "/v1/backends")
        return (try decode(List.self, response).backends, response.body)
    }

    package func presets() throws(ClientFailure) -> (presets: [PresetSummary], json: [UInt8]) {
        struct List: Decodable { var presets: [PresetSummary] }
        let response = try send("GET", "/v1/presets")
        return (try decode(List.self, response).presets, response.body)
    }
}

extension Client {
    /// The presets that this build ships, in the form of `GET /v1/presets`.
    package static var builtInPresetsJSON: [UInt8] {
        struct List: Encodable { var presets: [Preset] }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Plain values: nothing in them can fail to encode.
        return (try? encoder.encode(List(presets: PresetCatalog.standard.presets))).map { Array($0) } ?? []
    }
}

/// A preset's name and line.
package struct PresetSummary: Sendable, Decodable {
    package var name: String
    package var summary: String
}
