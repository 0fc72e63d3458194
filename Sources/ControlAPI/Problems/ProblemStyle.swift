package import HTTP1
import JobModel

/// Problems as `application/problem+json` (RFC 9457).
package struct ProblemStyle: ErrorStyle {
    package init() {}

    package func response(_ problem: Problem, to request: HTTPRequest?) -> HTTPResponse {
        let instance = request.map { String($0.target.prefix { $0 != "?" }) }
        var response = HTTPResponse.json(problem.status, ProblemDocument(problem, instance: instance))
        response.fields["Content-Type"] = "application/problem+json"
        if let seconds = problem.retryAfterSeconds { response.fields["Retry-After"] = String(seconds) }
        if !problem.allowed.isEmpty {
            response.fields["Allow"] = problem.allowed.map(\.rawValue).joined(separator: ", ")
        }
        return response
    }
}

/// The members of a problem document.
struct ProblemDocument: Encodable {
    let type: String
    let title: String
    let status: Int
    let detail: String
    /// The path of the request.
    let instance: String?
    let errors: [FieldError]?
    let retryable: Bool
    let job: JobID?

    init(_ problem: Problem, instance: String?) {
        type = problem.type
        title = problem.title
        status = problem.status.rawValue
        detail = problem.detail
        self.instance = instance
        errors = problem.errors.isEmpty ? nil : problem.errors
        retryable = problem.isRetryable
        job = problem.job
    }
}
