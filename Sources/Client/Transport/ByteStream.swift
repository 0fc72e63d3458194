package import Platform

/// A connected socket, read through a buffer with a bound of time on every wait.
///
/// Used by one thread at a time.
package final class ByteStream {
    private let socket: Descriptor
    private var buffer: [UInt8] = []
    private var start = 0
    /// Set by the caller before each exchange; nil waits for ever.
    package var deadline: UInt64?
    /// Asked about every tenth of a second while waiting; true ends the wait with ``ClientFailure/interrupted``.
    package var isInterrupted: () -> Bool = { false }
    /// Called as often while waiting, for what has to happen meanwhile (a progress bar).
    package var whileWaiting: () -> Void = {}

    package init(_ socket: consuming Descriptor) throws(ClientFailure) {
        self.socket = socket
        do throws(SystemFailure) {
            try File.setNonBlocking(self.socket.rawValue)
        } catch {
            throw .connectionLost("\(error)")
        }
    }

    /// Sends all bytes.
    package func write(_ bytes: [UInt8]) throws(ClientFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            do throws(SystemFailure) {
                if let sent = try Message.send(Array(rest.prefix(256 * 1024)), to: socket.rawValue) {
                    rest = rest.dropFirst(sent)
                    continue
                }
            } catch {
                throw .connectionLost("\(error)")
            }
            try wait(for: .writable)
        }
    }

    /// The next line without its CR LF (or LF); nil at the end of the stream.
    package func line(limit: Int = 64 * 1024) throws(ClientFailure) -> String? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                var line = buffer[start..<end]
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                start = end + 1
                return String(decoding: line, as: UTF8.self)
            }
            searched = buffer.count
            guard buffer.count - start <= limit else { throw .protocolViolation("a line of more than \(limit) bytes") }
            let before = start
            guard try fill() else {
                if start == buffer.count { return nil }
                throw .connectionLost("the server closed the connection in the middle of a line")
            }
            // `fill` may move what is left to the front.
            searched -= before - start
        }
    }

    /// 1 to `limit` bytes; empty at the end of the stream.
    package func some(limit: Int) throws(ClientFailure) -> ArraySlice<UInt8> {
        if start == buffer.count, try !fill() { return [] }
        let end = min(buffer.count, start + limit)
        defer { start = end }
        return buffer[start..<end]
    }

    /// Reads more. False at the end of the stream.
    private func fill() throws(ClientFailure) -> Bool {
        buffer.removeSubrange(..<start)
        start = 0
        var part = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            do throws(SystemFailure) {
                switch try Message.receive(from: socket.rawValue, into: &part) {
                case .message(let count, _):
                    buffer += part[..<count]
                    return true
                case .endOfStream: return false
                case .truncated: throw SystemFailure("recvmsg", .invalid)
                case .wouldBlock: break
                }
            } catch {
                throw .connectionLost("\(error)")
            }
            try wait(for: .readable)
        }
    }

    private func wait(for event: Poll.Event) throws(ClientFailure) {
        while true {
            if isInterrupted() { throw .interrupted }
            whileWaiting()
            var slice = 100
            if let deadline {
                let now = MonotonicClock.nanoseconds()
                guard now < deadline else { throw .timedOut }
                slice = min(slice, Int((deadline - now) / 1_000_000) + 1)
            }
            do throws(SystemFailure) {
                if try Poll.wait(socket.rawValue, for: event, milliseconds: slice) { return }
            } catch {
                throw .connectionLost("\(error)")
            }
        }
    }
}
