/// What the clients send.
struct BenchmarkRequest: Sendable {
    let name: String
    let bytes: [UInt8]

    static let health = BenchmarkRequest(
        name: "GET /healthz", bytes: Array("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))

    /// The job document of the README, for the service in memory.
    static let submit: BenchmarkRequest = {
        let body = #"{"input": {"path": "/in.mov"}, "outputs": [{"path": "/out.syn"}], "labels": {"show": "x"}}"#
        let head =
            "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n"
        return BenchmarkRequest(name: "POST /v1/jobs", bytes: Array((head + body).utf8))
    }()
}
