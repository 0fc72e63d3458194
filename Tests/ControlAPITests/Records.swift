import Synchronization
import Telemetry

/// What a logger was told.
final class Records: Sendable {
    private let records = Mutex<[LogRecord]>([])

    var levels: [LogLevel] { records.withLock { $0.map(\.level) } }

    func add(_ record: LogRecord) { records.withLock { $0.append(record) } }
}
