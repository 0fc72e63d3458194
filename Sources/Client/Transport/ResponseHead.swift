/// The status line and the header fields of an HTTP/1.1 response.
package struct ResponseHead: Sendable, Equatable {
    package var status: Int
    /// Lower-case names, in order.
    package var fields: [(name: String, value: String)]

    /// - Parameter lines: the head without its line ends and without the empty line.
    package init(lines: [String]) throws(ClientFailure) {
        guard let first = lines.first else { throw .protocolViolation("an empty response") }
        let parts = first.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "HTTP/1.1" || parts[0] == "HTTP/1.0", parts[1].utf8.count == 3,
            let status = Int(parts[1]), (100...599).contains(status)
        else { throw .protocolViolation("the status line \"\(first.prefix(80))\"") }
        self.status = status
        fields = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else {
                throw .protocolViolation("the header line \"\(line.prefix(80))\"")
            }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            fields.append((line[..<colon].lowercased(), String(value)))
        }
    }

    /// The first value of a field; give the name in lower case.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    package static func == (left: ResponseHead, right: ResponseHead) -> Bool {
        left.status == right.status && left.fields.map(\.name) == right.fields.map(\.name)
            && left.fields.map(\.value) == right.fields.map(\.value)
    }

    /// How the body's end is known.
    package enum Framing: Sendable, Equatable {
        case none
        case length(Int)
        case chunked
        case untilClose
    }

    /// - Parameter method: of the request: a response to HEAD has no body.
    package func framing(method: String) throws(ClientFailure) -> Framing {
        if method == "HEAD" || status < 200 || status == 204 || status == 304 { return .none }
        if let coding = self["transfer-encoding"] {
            guard coding.lowercased() == "chunked" else { throw .protocolViolation("the transfer coding \(coding)") }
            return .chunked
        }
        guard let text = self["content-length"] else { return .untilClose }
        guard let length = Int(text), length >= 0 else { throw .protocolViolation("the content length \(text)") }
        return .length(length)
    }

    /// Whether the server keeps the connection.
    package var keepsConnection: Bool { self["connection"]?.lowercased() != "close" }
}
