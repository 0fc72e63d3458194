import Platform
import Synchronization
import TestSupport

/// A server that answers each connection with given bytes, so that every odd answer can be tried on the client.
final class ScriptedServer: Sendable {
    let path: String
    private let folder: TemporaryDirectory
    private let thread: NamedThread
    private let seen: Seen

    final class Seen: Sendable {
        let requests = Mutex<[String]>([])
    }

    private final class Door: Sendable {
        let listener: UnixListener

        init(_ path: String) throws(SystemFailure) { listener = try UnixListener(path: path) }

        /// The next connection; nil where none comes within five seconds.
        func accept() -> Descriptor? {
            while (try? Poll.wait(listener.rawValue, for: .readable, milliseconds: 5000)) == true {
                if let connection = try? listener.accept() { return connection }
            }
            return nil
        }
    }

    /// What was asked, head and body, request by request.
    var requests: [String] { seen.requests.withLock { $0 } }

    /// - Parameter connections: for each connection the answers to its requests, one after the other; the connection
    ///   is closed after the last.
    init(_ connections: [[String]]) throws {
        folder = try TemporaryDirectory()
        let path = folder.file("s")
        self.path = path
        let door = try Door(path)
        let seen = Seen()
        self.seen = seen
        thread = try NamedThread.start(name: "scripted") {
            for answers in connections {
                guard let connection = door.accept() else { return }
                Self.serve(connection, answers, seen)
            }
        }
    }

    func finish() { thread.join() }

    private static func serve(_ connection: consuming Descriptor, _ answers: [String], _ seen: Seen) {
        let socket = connection.rawValue
        for answer in answers {
            guard let request = readRequest(socket) else { return }
            seen.requests.withLock { $0.append(request) }
            try? File.writeAll(Array(answer.utf8), to: socket)
        }
    }

    /// One request with its body.
    private static func readRequest(_ socket: Int32) -> String? {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.firstRange(of: "\r\n\r\n") {
                let length =
                    text.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
                if text[end.upperBound...].utf8.count >= length { return text }
            }
            guard (try? Poll.wait(socket, for: .readable, milliseconds: 5000)) == true,
                case .message(let count, _)? = try? Message.receive(from: socket, into: &part)
            else { return nil }
            bytes += part[..<count]
        }
    }
}
