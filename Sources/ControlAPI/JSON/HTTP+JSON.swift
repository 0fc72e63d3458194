import FoundationEssentials
import HTTP1
import JobModel

extension HTTPResponse {
    /// A response with a JSON body; the same value gives the same bytes.
    static func json(_ status: HTTPStatus, _ value: some Encodable, fields: HTTPFields = [:]) -> HTTPResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            var response = HTTPResponse(status, fields: fields, body: .bytes(Array(try encoder.encode(value))))
            response.fields["Content-Type"] = "application/json"
            return response
        } catch {
            // A number that JSON cannot say is the only way here, and values with one are refused where they arise.
            return HTTPResponse(.internalServerError)
        }
    }
}

extension HTTPRequest {
    /// The body as a document. Throws 415, 400 with the place in the text, or 422 with the pointer to the field.
    func document<Document: Decodable>(_ type: Document.Type = Document.self) throws(Problem) -> Document {
        let contentType = fields["Content-Type"]
        let mediaType = contentType?.prefix { $0 != ";" }.trimmingBlanks().lowercased()
        guard mediaType == "application/json" else { throw .notJSON(contentType) }
        do throws(FieldError) { try JSONSyntax.check(body) } catch { throw .malformed(error) }
        do {
            return try JSONDecoder().decode(Document.self, from: Data(body))
        } catch let error as DecodingError {
            throw .invalid([FieldError(error)])
        } catch {
            throw .invalid([FieldError(pointer: "", detail: String(describing: error))])
        }
    }

    /// For routes whose path says all: the body is empty or `{}`.
    func expectNoDocument() throws(Problem) {
        guard !body.isEmpty else { return }
        _ = try document(EmptyDocument.self)
    }
}

/// An object without fields.
private struct EmptyDocument: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: FieldKey.self)
        guard let key = container.allKeys.min(by: { $0.stringValue < $1.stringValue }) else { return }
        throw DecodingError.dataCorrupted(
            .init(
                codingPath: [key],
                debugDescription: "unknown field \"\(key.stringValue)\"; this request has no fields"))
    }
}
