import HTTP1
package import JobModel

/// A job as clients see it: the record, with what the document says about order and grouping also at the top, and a
/// problem that has the members of a problem document. Decodes as a ``JobRecord``.
package struct JobResource: Encodable, Sendable {
    package let record: JobRecord

    package init(_ record: JobRecord) { self.record = record }

    /// The strong ETag: the row's version.
    package var etag: String { "\"\(record.version)\"" }

    package func encode(to encoder: any Encoder) throws {
        try record.encode(to: encoder)
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(record.spec.kind, forKey: .kind)
        try container.encode(record.spec.labels, forKey: .labels)
        try container.encode(record.spec.priority, forKey: .priority)
        if let problem = record.problem { try container.encode(JobProblem(failure: problem), forKey: .problem) }
    }

    private enum Keys: String, CodingKey { case kind, labels, priority, problem }
}

/// Why a job failed, with `type`, `title` and `retryable` as in a problem document.
struct JobProblem: Encodable {
    let failure: Failure

    func encode(to encoder: any Encoder) throws {
        try failure.encode(to: encoder)
        var container = encoder.container(keyedBy: Keys.self)
        let kind = String(failure.code.rawValue.map { $0 == "_" ? "-" : $0 })
        try container.encode("urn:millrace:problem:\(kind)", forKey: .type)
        try container.encode(failure.code.title, forKey: .title)
        try container.encode(failure.code.policy.retry != .never, forKey: .retryable)
    }

    private enum Keys: String, CodingKey { case type, title, retryable }
}
