import FoundationEssentials
import HTTP1
import JobModel

/// Job events in the format of the HTML standard's server-sent events.
///
/// A durable event carries its sequence as `id`, so that a client resumes after it; progress has none. A comment every
/// 15 seconds shows both sides that the other one lives. A reader that was too slow gets a last `lagged`.
enum EventStream {
    static let heartbeat = Duration.seconds(15)

    private static let fields: HTTPFields = [
        "Content-Type": "text/event-stream", "Cache-Control": "no-store",
    ]

    /// What a HEAD gets.
    static var head: HTTPResponse { HTTPResponse(.ok, fields: fields, body: .stream { _ in }) }

    static func response(_ items: AsyncStream<EventItem>, heartbeat: Duration = heartbeat) -> HTTPResponse {
        HTTPResponse(
            .ok, fields: fields,
            body: .stream { writer in
                try await writer.write(opening)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await write(items, to: writer) }
                    group.addTask { try await beat(writer, every: heartbeat) }
                    // The end of the events ends the stream, and so does a client that is gone.
                    _ = try await group.next()
                    group.cancelAll()
                }
            })
    }

    /// The first bytes: when to reconnect, in milliseconds.
    static let opening = Array("retry: 1000\n\n".utf8)
    static let comment = Array(":\n\n".utf8)
    static let lagged = Array(
        "event: lagged\ndata: {\"detail\":\"the reader was too slow: connect again with the last id\"}\n\n".utf8)

    private static func write(_ items: AsyncStream<EventItem>, to writer: BodyWriter) async throws {
        for await item in items {
            switch item {
            case .event(let event): try await writer.write(try bytes(of: event))
            case .lagged: return try await writer.write(lagged)
            }
        }
    }

    private static func beat(_ writer: BodyWriter, every heartbeat: Duration) async throws {
        while true {
            do { try await Task.sleep(for: heartbeat) } catch { return }
            try await writer.write(comment)
        }
    }

    static func bytes(of event: JobEvent) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes: [UInt8] = []
        if event.kind.isDurable { bytes += "id: \(event.sequence)\n".utf8 }
        bytes += "event: \(event.kind.rawValue)\ndata: ".utf8
        // JSON escapes line ends, so the data is one line.
        bytes += try encoder.encode(event)
        bytes += "\n\n".utf8
        return bytes
    }
}
