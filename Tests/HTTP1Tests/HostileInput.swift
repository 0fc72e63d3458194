import Testing

/// Requests that a strict server refuses, and the status it answers.
struct HostileInput: CustomTestStringConvertible, Sendable {
    let name: String
    let text: String
    let status: Int

    var testDescription: String { name }

    static let all: [HostileInput] = [
        .init("two Content-Lengths", post("Content-Length: 1", "Content-Length: 1") + "a", 400),
        .init("a list of Content-Lengths", post("Content-Length: 1, 1") + "a", 400),
        .init("Content-Length and Transfer-Encoding", post("Content-Length: 1", "Transfer-Encoding: chunked"), 400),
        .init("Transfer-Encoding and Content-Length", post("Transfer-Encoding: chunked", "Content-Length: 1"), 400),
        .init("negative length", post("Content-Length: -1"), 400),
        .init("signed length", post("Content-Length: +1") + "a", 400),
        .init("hexadecimal length", post("Content-Length: 0x1") + "a", 400),
        .init("empty length", post("Content-Length:"), 400),
        .init("length beyond 64 bits", post("Content-Length: 99999999999999999999999"), 413),
        .init("length beyond the limit", post("Content-Length: 1048577"), 413),
        .init("unknown coding", post("Transfer-Encoding: gzip"), 501),
        .init("chunked within a list", post("Transfer-Encoding: gzip, chunked"), 501),
        .init("two codings", post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"), 400),
        .init("no Host", head("GET / HTTP/1.1", "Accept: */*"), 400),
        .init("two Hosts", head("GET / HTTP/1.1", "Host: a", "Host: a"), 400),
        .init("Host with a path", head("GET / HTTP/1.1", "Host: a/b"), 400),
        .init("Host with a user", head("GET / HTTP/1.1", "Host: me@a"), 400),
        .init("Host that is a list", head("GET / HTTP/1.1", "Host: a, b"), 400),
        .init("blank before the colon", head("GET / HTTP/1.1", "Host : a"), 400),
        .init("no colon", head("GET / HTTP/1.1", "Host: a", "nonsense"), 400),
        .init("no name", head("GET / HTTP/1.1", "Host: a", ": x"), 400),
        .init("folded line", head("GET / HTTP/1.1", "Host: a", "X: 1", " 2"), 400),
        .init("NUL in a value", head("GET / HTTP/1.1", "Host: a", "X: 1\u{0}2"), 400),
        .init("CR in a value", head("GET / HTTP/1.1", "Host: a", "X: 1\r2"), 400),
        .init("beyond ASCII in a value", head("GET / HTTP/1.1", "Host: a", "X: é"), 400),
        .init("bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400),
        .init("bare LF after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", 400),
        .init("bare LF as the blank line", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400),
        .init("empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        .init("TLS", "\u{16}\u{3}\u{1}\u{2}", 400),
        .init("HTTP/1.0", head("GET / HTTP/1.0", "Host: a"), 505),
        .init("HTTP/2.0", head("GET / HTTP/2.0", "Host: a"), 505),
        .init("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        .init("lower-case version", head("GET / http/1.1", "Host: a"), 400),
        .init("HTTP/0.9", "GET /\r\n\r\n", 400),
        .init("two spaces", head("GET  / HTTP/1.1", "Host: a"), 400),
        .init("space in the target", head("GET /a b HTTP/1.1", "Host: a"), 400),
        .init("control in the target", head("GET /a\u{7F} HTTP/1.1", "Host: a"), 400),
        .init("absolute target", head("GET http://a/ HTTP/1.1", "Host: a"), 400),
        .init("asterisk", head("OPTIONS * HTTP/1.1", "Host: a"), 400),
        .init("method that is no token", head("G(T / HTTP/1.1", "Host: a"), 400),
        .init("endless method", head(String(repeating: "G", count: 33) + " / HTTP/1.1", "Host: a"), 400),
        .init("unknown expectation", post("Content-Length: 1", "Expect: magic"), 417),
        .init("70 KB head", head("GET / HTTP/1.1", "Host: a", "X: " + String(repeating: "x", count: 70_000)), 431),
        .init("70 KB head without an end", "GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 70_000), 431),
        .init("65 fields", "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: 1\r\n", count: 64) + "\r\n", 431),
        .init("9 KB target", head("GET /" + String(repeating: "x", count: 9000) + " HTTP/1.1", "Host: a"), 414),
        .init("chunk size with a sign", chunked("-1\r\n"), 400),
        .init("chunk size with 0x", chunked("0x1\r\na\r\n0\r\n\r\n"), 400),
        .init("chunk size of nine digits", chunked("000000001\r\na\r\n"), 400),
        .init("chunk size that is empty", chunked("\r\n"), 400),
        .init("blank after the chunk size", chunked("1 \r\na\r\n"), 400),
        .init("bare LF after the chunk size", chunked("1\na\r\n0\r\n\r\n"), 400),
        .init("bare LF after a chunk", chunked("1\r\na\n0\r\n\r\n"), 400),
        .init("chunk longer than its size", chunked("1\r\nab\r\n0\r\n\r\n"), 400),
        .init("chunk beyond the limit", chunked("100001\r\n"), 413),
        .init("huge chunk", chunked("FFFFFFFF\r\n"), 413),
        .init("endless chunk extension", chunked("1;" + String(repeating: "x", count: 300)), 400),
        .init("control in a chunk extension", chunked("1;a\rb\r\na\r\n0\r\n\r\n"), 400),
        .init("trailer without a colon", chunked("0\r\nnonsense\r\n\r\n"), 400),
        .init("endless trailer", chunked("0\r\nX: " + String(repeating: "x", count: 17_000)), 400),
    ]

    /// Requests that are fine, alone and in a row.
    static let friendly: [String] = [
        head("GET / HTTP/1.1", "Host: a"),
        head("GET / HTTP/1.1", "Host: [::1]:80", "Connection: close"),
        post("Content-Length: 3") + "abc" + head("GET /next HTTP/1.1", "Host: a"),
        chunked("1\r\na\r\n2;x\r\nbc\r\n0\r\nT: 1\r\n\r\n") + head("GET /next HTTP/1.1", "Host: a"),
        post("Content-Length: 3", "Expect: 100-continue") + "abc",
        post("Content-Length: 10") + "abc",
    ]

    private init(_ name: String, _ text: String, _ status: Int) {
        self.name = name
        self.text = text
        self.status = status
    }

    private static func post(_ lines: String...) -> String {
        (["POST / HTTP/1.1", "Host: a"] + lines).joined(separator: "\r\n") + "\r\n\r\n"
    }

    private static func chunked(_ body: String) -> String { post("Transfer-Encoding: chunked") + body }
}
