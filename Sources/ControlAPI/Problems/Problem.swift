package import HTTP1
package import JobModel

/// Every error that a route answers with (RFC 9457).
package struct Problem: Error, Sendable, Equatable {
    package var status: HTTPStatus
    /// The last part of `type`, such as `not-found`: stable, for programs.
    package var kind: String
    /// One sentence for a person.
    package var detail: String
    /// What is wrong where; empty where the whole request is meant.
    package var errors: [FieldError]
    /// The job concerned.
    package var job: JobID?
    package var retryAfterSeconds: Int?
    /// For 405.
    package var allowed: [HTTPMethod]

    package init(
        _ status: HTTPStatus, _ kind: String, _ detail: String, errors: [FieldError] = [], job: JobID? = nil,
        retryAfterSeconds: Int? = nil, allowed: [HTTPMethod] = []
    ) {
        self.status = status
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.job = job
        self.retryAfterSeconds = retryAfterSeconds
        self.allowed = allowed
    }

    /// `urn:millrace:problem:…`.
    package var type: String { "urn:millrace:problem:\(kind)" }

    /// The kind in words.
    package var title: String { String(kind.map { $0 == "-" ? " " : $0 }) }

    /// Whether the same request may succeed later without anyone changing anything about it.
    package var isRetryable: Bool {
        [.requestTimeout, .tooManyRequests, .serviceUnavailable, .insufficientStorage].contains(status)
    }

    /// The kind of a problem that says no more than its status.
    package static func kind(of status: HTTPStatus) -> String {
        String(status.reason.lowercased().map { $0 == " " ? "-" : $0 })
    }
}

extension Problem {
    /// 400: the target cannot be decoded.
    static func badTarget(_ detail: String) -> Problem {
        Problem(.badRequest, "bad-target", "the request target cannot be read: \(detail)")
    }

    /// 400: a query parameter is unknown or has a wrong value.
    static func badParameter(_ name: String, _ detail: String) -> Problem {
        Problem(
            .badRequest, "bad-parameter", "query parameter \(name): \(detail)",
            errors: [FieldError(pointer: "?\(name)", detail: detail)])
    }

    /// 400: a header field has a wrong value.
    static func badField(_ name: String, _ detail: String) -> Problem {
        Problem(
            .badRequest, "bad-header-field", "header field \(name): \(detail)",
            errors: [FieldError(pointer: "\(name):", detail: detail)])
    }

    /// 400: the body is not JSON that we read.
    static func malformed(_ error: FieldError) -> Problem {
        Problem(.badRequest, "malformed-json", "the body cannot be read: \(error.detail)", errors: [error])
    }

    /// 415.
    static func notJSON(_ type: String?) -> Problem {
        Problem(
            .unsupportedMediaType, "unsupported-media-type",
            "the body has to be application/json, not \(type.map { "\"\($0)\"" } ?? "without a Content-Type")",
            errors: [FieldError(pointer: "Content-Type:", detail: "expected application/json")])
    }

    /// 422: the document is well-formed and wrong.
    static func invalid(_ errors: [FieldError]) -> Problem {
        let detail: String
        switch errors.first {
        case let first? where errors.count == 1:
            detail = first.pointer.isEmpty ? first.detail : "\(first.pointer): \(first.detail)"
        default: detail = "\(errors.count) things are wrong with the document"
        }
        return Problem(.unprocessableContent, "invalid-spec", detail, errors: errors)
    }

    /// 404: no such resource.
    static func noRoute(_ path: String) -> Problem {
        Problem(.notFound, "not-found", "there is nothing at \(path)")
    }

    /// 404: no such job. Also for a text that is no job id.
    static func noJob(_ id: String) -> Problem { Problem(.notFound, "not-found", "there is no job \(id)") }

    /// 405.
    static func methodNotAllowed(_ method: HTTPMethod, _ path: String, allowed: [HTTPMethod]) -> Problem {
        let all = allowed.contains(.get) ? allowed + [.head] : allowed
        return Problem(
            .methodNotAllowed, "method-not-allowed",
            "\(path) does not take \(method), only \(all.map(\.rawValue).joined(separator: ", "))", allowed: all)
    }
}
