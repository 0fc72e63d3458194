package import JobModel

/// A problem document (RFC 9457) of the control API.
package struct Problem: Sendable, Equatable, Decodable {
    /// Such as `urn:millrace:problem:invalid-spec`.
    package var type: String
    package var title: String
    package var status: Int
    package var detail: String?
    /// What is wrong with the document, field by field.
    package var errors: [FieldError]
    /// What to do about it.
    package var hint: String?
    /// The job concerned.
    package var job: String?
    package var retryable: Bool?
    /// `Retry-After` of the response, in seconds.
    package var retryAfterSeconds: Int?

    package init(
        type: String = "about:blank", title: String, status: Int, detail: String? = nil, errors: [FieldError] = [],
        hint: String? = nil, job: String? = nil, retryable: Bool? = nil, retryAfterSeconds: Int? = nil
    ) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.errors = errors
        self.hint = hint
        self.job = job
        self.retryable = retryable
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// Every member may be absent; unknown ones are ignored.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        type = try members.decodeIfPresent(String.self, forKey: .type) ?? "about:blank"
        status = try members.decodeIfPresent(Int.self, forKey: .status) ?? 0
        title = try members.decodeIfPresent(String.self, forKey: .title) ?? "refused"
        detail = try members.decodeIfPresent(String.self, forKey: .detail)
        errors = try members.decodeIfPresent([FieldError].self, forKey: .errors) ?? []
        hint = try members.decodeIfPresent(String.self, forKey: .hint)
        job = try members.decodeIfPresent(String.self, forKey: .job)
        retryable = try members.decodeIfPresent(Bool.self, forKey: .retryable)
    }

    private enum Member: String, CodingKey { case type, title, status, detail, errors, hint, job, retryable }

    /// The failure code that the type stands for; nil for other problems and for codes of newer servers.
    package var code: Failure.Code? {
        guard let last = type.split(separator: ":").last else { return nil }
        return Failure.Code(rawValue: String(last.map { $0 == "-" ? "_" : $0 }))
    }

    /// What happened and what to do, for a person: a sentence, then a line for each field.
    package var text: String {
        var text = detail ?? title
        // A document with one mistake: the mistake says it all.
        if errors.count == 1, let only = errors.first {
            text = "\(only.pointer.isEmpty ? "" : only.pointer + ": ")\(only.detail)"
        } else {
            for error in errors { text += "\n  \(error.pointer.isEmpty ? "document" : error.pointer): \(error.detail)" }
        }
        if let hint { text += "\n\(hint)" }
        return text
    }
}
