import Platform

/// One keep-alive connection that sends the same request again and again, on the calling thread.
enum LoadClient {
    /// - Returns: the microseconds of each request.
    static func run(_ request: LoadRequest, path: String, until end: UInt64) throws(SystemFailure) -> [Double] {
        let socket = try UnixSocket.connect(path: path)
        var room = [UInt8](repeating: 0, count: 1 << 16)
        var latencies: [Double] = []
        latencies.reserveCapacity(1 << 17)
        var now = MonotonicClock.nanoseconds()
        while now < end {
            try Message.send(request.bytes, to: socket.rawValue)
            // A response is one send of the server and far below a socket's buffer.
            guard case .message(let count, _) = try Message.receive(from: socket.rawValue, into: &room),
                count > 12, room[9] == UInt8(ascii: "2")
            else { throw SystemFailure("request", .io, subject: String(decoding: room.prefix(300), as: UTF8.self)) }
            let then = MonotonicClock.nanoseconds()
            latencies.append(Double(then - now) / 1000)
            now = then
        }
        return latencies
    }
}
