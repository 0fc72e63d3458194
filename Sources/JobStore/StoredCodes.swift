import JobModel

// The numbers that the tables hold for the words of `JobModel`. They are part of the file format: never renumber them.

extension JobState {
    var stored: Int {
        switch self {
        case .queued: 0
        case .held: 1
        case .running: 2
        case .publishing: 3
        case .succeeded: 4
        case .failed: 5
        case .cancelled: 6
        }
    }

    /// Nil for a number that a CHECK of the schema does not let in.
    init?(stored: Int64) {
        guard let state = Self.allCases.first(where: { $0.stored == stored }) else { return nil }
        self = state
    }
}

extension JobEvent.Kind {
    /// Progress is not durable and has no number.
    var stored: Int? {
        switch self {
        case .queued: 0
        case .running: 1
        case .publishing: 2
        case .succeeded: 3
        case .failed: 4
        case .cancelled: 5
        case .retrying: 6
        case .progress: nil
        }
    }

    init?(stored: Int64) {
        guard let kind = Self.allCases.first(where: { $0.stored.map(Int64.init) == stored }) else { return nil }
        self = kind
    }
}

extension AttemptRecord.Outcome {
    var stored: Int {
        switch self {
        case .running: 0
        case .succeeded: 1
        case .failed: 2
        case .cancelled: 3
        }
    }

    init?(stored: Int64) {
        guard let outcome = Self.allCases.first(where: { $0.stored == stored }) else { return nil }
        self = outcome
    }
}
