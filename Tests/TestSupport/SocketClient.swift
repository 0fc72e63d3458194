import Dispatch
package import Platform

/// A client that speaks HTTP/1.1, or anything else, over a Unix socket: it sends what it is told, right or wrong.
///
/// It blocks, on a queue of its own, so that it takes no thread from the code under test.
package actor SocketClient {
    nonisolated private let executor = DispatchExecutor(label: "test-client")
    nonisolated package var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// Why a test's client gave up.
    package enum Trouble: Error, Equatable {
        case timeOut(String)
        /// The server closed before the answer was complete; what had come.
        case closed(String)
        case unreadable(String)
    }

    private var socket: SharedDescriptor?
    private var received: [UInt8] = []
    private var ended = false

    package init(path: String) throws(SystemFailure) {
        socket = SharedDescriptor(try UnixSocket.connect(path: path))
    }

    // MARK: Sending

    package func send(_ text: String) throws { try send(Array(text.utf8)) }

    package func send(_ bytes: [UInt8]) throws {
        guard let socket else { return }
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let sent = try Message.send(Array(rest.prefix(1 << 16)), to: socket.rawValue) else { continue }
            rest = rest.dropFirst(sent)
        }
    }

    /// A request with `Host`, and `Content-Length` where there is a body.
    package func send(_ method: String, _ target: String, fields: [String] = [], body: String? = nil) throws {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: localhost"] + fields
        if let body { lines.append("Content-Length: \(body.utf8.count)") }
        try send(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
    }

    /// Sends a request and reads its answer.
    package func request(
        _ method: String, _ target: String, fields: [String] = [], body: String? = nil
    ) throws -> HTTPReply {
        try send(method, target, fields: fields, body: body)
        return try reply(toHead: method == "HEAD")
    }

    /// Sends no more; the answer can still be read.
    package func endSending() throws { if let socket { try UnixSocket.endSending(socket.rawValue) } }

    package func close() { socket = nil }

    // MARK: Receiving

    /// Reads one whole answer.
    package func reply(toHead: Bool = false, seconds: Double = 10) throws -> HTTPReply {
        var reply = try replyHead(seconds: seconds)
        if toHead || reply.status == 304 || reply.status == 204 || reply.status < 200 { return reply }
        if reply["transfer-encoding"] == "chunked" {
            while let chunk = try chunk(seconds: seconds) { reply.body += chunk }
        } else if let length = reply["content-length"].flatMap({ Int($0) }) {
            while received.count < length { try receive(seconds, "the body") }
            reply.body = Array(received.prefix(length))
            received.removeFirst(length)
        } else {
            throw Trouble.unreadable("no framing in the answer")
        }
        return reply
    }

    /// Reads status line and fields.
    package func replyHead(seconds: Double = 10) throws -> HTTPReply {
        let head = try text(upTo: "\r\n\r\n", seconds: seconds)
        var lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
        let status = lines.removeFirst().split(separator: " ")
        guard status.first == "HTTP/1.1", status.count >= 2, let code = Int(status[1]) else {
            throw Trouble.unreadable(head)
        }
        var fields: [(String, String)] = []
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { throw Trouble.unreadable(head) }
            fields.append((line[..<colon].lowercased(), String(line[colon...].dropFirst().drop { $0 == " " })))
        }
        return HTTPReply(status: code, fields: fields, body: [])
    }

    /// Reads one piece of a chunked body; nil at its end.
    package func chunk(seconds: Double = 10) throws -> [UInt8]? {
        let line = try text(upTo: "\r\n", seconds: seconds)
        guard let size = Int(line, radix: 16) else { throw Trouble.unreadable(line) }
        while received.count < size + 2 { try receive(seconds, "a chunk") }
        let bytes = Array(received.prefix(size))
        received.removeFirst(size + 2)
        return size == 0 ? nil : bytes
    }

    /// Reads up to `end`, which is taken off and not returned.
    package func text(upTo end: String, seconds: Double = 10) throws -> String {
        let end = Array(end.utf8)
        var searched = 0
        while true {
            while searched + end.count <= received.count {
                if received[searched..<(searched + end.count)].elementsEqual(end) {
                    let text = String(decoding: received[..<searched], as: UTF8.self)
                    received.removeFirst(searched + end.count)
                    return text
                }
                searched += 1
            }
            try receive(seconds, String(decoding: end, as: UTF8.self))
        }
    }

    /// Whether the server closes, with nothing more sent, within the time.
    package func isClosed(seconds: Double = 10) -> Bool {
        do {
            while true { try receive(seconds, "the end") }
        } catch Trouble.closed {
            return received.isEmpty
        } catch {
            return false
        }
    }

    private func receive(_ seconds: Double, _ what: String) throws {
        guard let socket, !ended else { throw Trouble.closed(String(decoding: received, as: UTF8.self)) }
        guard try Poll.wait(socket.rawValue, for: .readable, milliseconds: Int(seconds * 1000)) else {
            throw Trouble.timeOut("waiting for \(what), have: \(String(decoding: received, as: UTF8.self))")
        }
        var room = [UInt8](repeating: 0, count: 1 << 16)
        switch try Message.receive(from: socket.rawValue, into: &room) {
        case .message(let count, _): received += room.prefix(count)
        case .endOfStream:
            ended = true
            throw Trouble.closed(String(decoding: received, as: UTF8.self))
        case .wouldBlock, .truncated: break
        }
    }
}

/// An answer as a client sees it.
package struct HTTPReply: Sendable {
    package var status: Int
    /// Names in lower case.
    package var fields: [(String, String)]
    package var body: [UInt8]

    package init(status: Int, fields: [(String, String)], body: [UInt8]) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    package subscript(name: String) -> String? { fields.first { $0.0 == name }?.1 }

    package var text: String { String(decoding: body, as: UTF8.self) }
}
