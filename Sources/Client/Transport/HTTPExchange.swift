/// One request and its response on a connection.
struct HTTPExchange {
    /// What is asked.
    struct Request {
        var method: String
        var target: String
        var fields: [(String, String)] = []
        var body: [UInt8]?

        var bytes: [UInt8] {
            var head = "\(method) \(target) HTTP/1.1\r\nHost: millrace\r\nUser-Agent: millrace\r\n"
            for (name, value) in fields { head += "\(name): \(value)\r\n" }
            if let body { head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n" }
            return Array((head + "\r\n").utf8) + (body ?? [])
        }
    }

    /// Largest body that is read whole.
    static let bodyLimit = 256 << 20

    let stream: ByteStream
    let head: ResponseHead
    private let framing: ResponseHead.Framing

    /// Sends the request and reads the response's head. Throws ``ClientFailure/connectionClosed`` where the server
    /// closed the connection without a byte of answer, as it may do with one that was idle.
    init(_ request: Request, on stream: ByteStream) throws(ClientFailure) {
        self.stream = stream
        do throws(ClientFailure) {
            try stream.write(request.bytes)
        } catch .connectionLost {
            // The server may have answered and closed before it read all (413, 503): its answer says more.
        }
        while true {
            var lines: [String] = []
            while true {
                guard let line = try stream.line() else {
                    throw lines.isEmpty ? .connectionClosed : .connectionLost("the response's head is cut short")
                }
                if line.isEmpty { break }
                lines.append(line)
                guard lines.count <= 256 else { throw .protocolViolation("more than 256 header lines") }
            }
            let head = try ResponseHead(lines: lines)
            if head.status >= 200 {
                self.head = head
                framing = try head.framing(method: request.method)
                return
            }
        }
    }

    /// The whole body.
    func body() throws(ClientFailure) -> [UInt8] {
        var body: [UInt8] = []
        try read { (part) throws(ClientFailure) in
            guard body.count + part.count <= Self.bodyLimit else { throw .protocolViolation("a body without end") }
            body += part
            return true
        }
        return body
    }

    /// Hands on the body piece by piece, until its end or until `take` returns false (the connection is then in the
    /// middle of a body: close it).
    func read(_ take: (ArraySlice<UInt8>) throws(ClientFailure) -> Bool) throws(ClientFailure) {
        switch framing {
        case .none: return
        case .length(let length): _ = try readExactly(length, take)
        case .untilClose:
            while true {
                let part = try stream.some(limit: 64 * 1024)
                if part.isEmpty { return }
                guard try take(part) else { return }
            }
        case .chunked:
            while true {
                guard let line = try stream.line() else { throw Self.cut }
                let digits = line.prefix { $0 != ";" && $0 != " " }
                guard let size = Int(digits, radix: 16), size >= 0 else {
                    throw .protocolViolation("the chunk size \"\(line.prefix(40))\"")
                }
                if size == 0 { break }
                guard try readExactly(size, take) else { return }
                guard try stream.line() == "" else { throw .protocolViolation("a chunk longer than its size") }
            }
            // Trailer fields.
            while let line = try stream.line(), !line.isEmpty {}
        }
    }

    private func readExactly(
        _ length: Int, _ take: (ArraySlice<UInt8>) throws(ClientFailure) -> Bool
    ) throws(ClientFailure) -> Bool {
        var left = length
        while left > 0 {
            let part = try stream.some(limit: min(left, 64 * 1024))
            if part.isEmpty { throw Self.cut }
            left -= part.count
            if try !take(part) { return false }
        }
        return true
    }

    private static var cut: ClientFailure { .connectionLost("the response is cut short") }
}
