import FoundationEssentials
import JobModel

extension Client {
    /// A body as a value. What does not fit is the server's mistake, named by its place.
    func decode<Value: Decodable>(_ type: Value.Type, _ response: Response) throws(ClientFailure) -> Value {
        try Self.decode(type, response.body)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ body: [UInt8]) throws(ClientFailure) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch let error as DecodingError {
            let field = FieldError(error)
            let place = field.pointer.isEmpty ? "" : "\(field.pointer): "
            throw .protocolViolation("a \(type) that cannot be read: \(place)\(field.detail)")
        } catch {
            throw .protocolViolation("a \(type) that cannot be read: \(error)")
        }
    }
}

extension Problem {
    /// The problem of a response; made up from the status where the body is none.
    init(_ response: Client.Response) {
        let status = response.head.status
        var problem: Problem
        if let decoded = try? JSONDecoder().decode(Problem.self, from: Data(response.body)) {
            problem = decoded
            if problem.status == 0 { problem.status = status }
        } else {
            problem = Problem(
                title: "the coordinator answered with status \(status)", status: status,
                detail: "the coordinator answered with status \(status) and no problem document")
        }
        problem.retryAfterSeconds = response.head["retry-after"].flatMap { Int($0) }
        self = problem
    }
}
