/// Reads a complete head, line ends included, whose every LF is known to follow a CR.
struct HeadParser {
    private let limits: HTTPLimits

    init(limits: HTTPLimits) { self.limits = limits }

    func parse(_ bytes: ArraySlice<UInt8>) throws(Rejection) -> RequestHead {
        var rest = bytes
        let (method, target) = try requestLine(Self.line(&rest))
        var fields = HTTPFields()
        var count = 0
        while case let line = Self.line(&rest), !line.isEmpty {
            count += 1
            guard count <= limits.fields else {
                throw Rejection(.headerFieldsTooLarge, "more than \(limits.fields) header fields")
            }
            let (name, value) = try Self.field(line)
            fields.add(name, value)
        }
        try host(fields)
        return RequestHead(
            method: method, target: target, fields: fields, framing: try framing(fields),
            expectsContinue: try expectation(fields),
            closes: fields.list("Connection").contains { HTTPFields.same($0, "close") })
    }

    /// Takes one line off `rest` and returns it without its CRLF.
    private static func line(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let end = rest.firstIndex(of: ASCII.lineFeed) else { return [] }
        defer { rest = rest[(end + 1)...] }
        return rest[rest.startIndex..<(end - 1)]
    }

    private func requestLine(_ line: ArraySlice<UInt8>) throws(Rejection) -> (HTTPMethod, String) {
        let parts = line.split(separator: ASCII.space, omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw Rejection(.badRequest, "the request line is not 'METHOD /path HTTP/1.1'")
        }
        guard !parts[0].isEmpty, parts[0].count <= 32, parts[0].allSatisfy(ASCII.isToken) else {
            throw Rejection(.badRequest, "the method is not a token of at most 32 characters")
        }
        guard parts[1].first == UInt8(ascii: "/"), parts[1].allSatisfy(ASCII.isVisible) else {
            throw Rejection(.badRequest, "the request target does not begin with '/' or has characters to be escaped")
        }
        let version = parts[2]
        guard version.elementsEqual("HTTP/1.1".utf8) else {
            let wellFormed =
                version.count == 8 && version.starts(with: "HTTP/".utf8)
                && ASCII.isDigit(version[version.startIndex + 5]) && version[version.startIndex + 6] == 0x2E
                && ASCII.isDigit(version[version.startIndex + 7])
            throw wellFormed
                ? Rejection(.versionNotSupported, "this server speaks HTTP/1.1 only")
                : Rejection(.badRequest, "the protocol version is not 'HTTP/1.1'")
        }
        return (
            HTTPMethod(rawValue: String(decoding: parts[0], as: UTF8.self)), String(decoding: parts[1], as: UTF8.self)
        )
    }

    /// Splits a field line. A blank before the colon, a folded line and a control character are refused.
    static func field(_ line: ArraySlice<UInt8>) throws(Rejection) -> (name: String, value: String) {
        guard let colon = line.firstIndex(of: ASCII.colon) else {
            throw Rejection(.badRequest, "a header field has no colon")
        }
        let name = line[..<colon]
        guard !name.isEmpty, name.allSatisfy(ASCII.isToken) else {
            throw Rejection(.badRequest, "a header field's name is not a token directly before the colon")
        }
        var value = line[(colon + 1)...]
        guard value.allSatisfy(ASCII.isFieldValue) else {
            throw Rejection(
                .badRequest, "the field \(String(decoding: name, as: UTF8.self)) has characters beyond ASCII")
        }
        while value.first == ASCII.space || value.first == ASCII.tab { value.removeFirst() }
        while value.last == ASCII.space || value.last == ASCII.tab { value.removeLast() }
        return (String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
    }

    private func host(_ fields: HTTPFields) throws(Rejection) {
        let hosts = fields.values("Host")
        guard hosts.count == 1 else {
            throw Rejection(
                .badRequest, hosts.isEmpty ? "the Host field is missing" : "there is more than one Host field")
        }
        // Names, addresses and a port; no user, no path, no list.
        let allowed = hosts[0].utf8.allSatisfy { byte in
            ASCII.isVisible(byte) && !"/\\@?#,\"<>^`{|}".utf8.contains(byte)
        }
        guard allowed else { throw Rejection(.badRequest, "the Host field is not a host name with an optional port") }
    }

    private func framing(_ fields: HTTPFields) throws(Rejection) -> RequestHead.Framing {
        let lengths = fields.values("Content-Length")
        let codings = fields.values("Transfer-Encoding")
        if !codings.isEmpty {
            guard lengths.isEmpty else {
                throw Rejection(.badRequest, "Content-Length and Transfer-Encoding exclude each other")
            }
            guard codings.count == 1 else {
                throw Rejection(.badRequest, "there is more than one Transfer-Encoding field")
            }
            guard HTTPFields.same(codings[0], "chunked") else {
                throw Rejection(.notImplemented, "the only transfer coding known here is 'chunked'")
            }
            return .chunked
        }
        guard let text = lengths.first else { return .length(0) }
        guard lengths.count == 1 else {
            throw Rejection(.badRequest, "there is more than one Content-Length field")
        }
        guard !text.isEmpty, text.utf8.allSatisfy(ASCII.isDigit) else {
            throw Rejection(.badRequest, "Content-Length is not a decimal number")
        }
        guard let length = Int(text), length <= limits.body else { throw tooLarge }
        return .length(length)
    }

    /// The answer to a body beyond the limit.
    var tooLarge: Rejection { Rejection(.contentTooLarge, "a request body may have \(limits.body) bytes at most") }

    private func expectation(_ fields: HTTPFields) throws(Rejection) -> Bool {
        let expectations = fields.values("Expect")
        guard let first = expectations.first else { return false }
        guard expectations.count == 1, HTTPFields.same(first, "100-continue") else {
            throw Rejection(.expectationFailed, "the only expectation known here is '100-continue'")
        }
        return true
    }
}
