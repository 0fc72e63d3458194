/// What the clients send again and again.
struct LoadRequest: Sendable {
    let name: String
    let bytes: [UInt8]

    /// The least that a route can do.
    static let health = LoadRequest(
        name: "GET /healthz", bytes: Array("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))

    /// A job document is checked, decoded, resolved, and the job encoded.
    static let submit: LoadRequest = {
        let body = #"{"input": {"path": "/in.mov"}, "outputs": [{"path": "/out.syn"}], "labels": {"show": "x"}}"#
        let head =
            "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n"
        return LoadRequest(name: "POST /v1/jobs", bytes: Array((head + body).utf8))
    }()
}
