/// Responses as bytes: status line, fields, framing.
package enum ResponseEncoder {
    package static let continues = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
    /// The end of a chunked body.
    package static let lastChunk = Array("0\r\n\r\n".utf8)

    /// The head, and the whole body where it is bytes.
    /// - Parameters:
    ///   - isHead: the request was HEAD: the fields of the GET, and no body.
    ///   - closes: this is the last response of the connection.
    ///   - date: the value of `Date`.
    package static func start(
        _ response: HTTPResponse, isHead: Bool, closes: Bool, date: String
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        func put(_ text: String) { bytes.append(contentsOf: text.utf8) }
        put("HTTP/1.1 ")
        put(String(response.status.rawValue))
        put(" ")
        put(response.status.reason)
        put("\r\nDate: ")
        put(date)
        put("\r\n")
        for field in response.fields.all {
            put(field.name)
            put(": ")
            // A value that came from a document must not be able to begin a line of its own.
            bytes.append(contentsOf: field.value.utf8.lazy.map { ASCII.isFieldValue($0) ? $0 : ASCII.space })
            put("\r\n")
        }
        if closes { put("Connection: close\r\n") }
        switch response.body {
        case .stream where response.status.allowsBody:
            put("Transfer-Encoding: chunked\r\n\r\n")
        case .bytes(let content) where response.status.allowsBody:
            put("Content-Length: ")
            put(String(content.count))
            put("\r\n\r\n")
            if !isHead { bytes.append(contentsOf: content) }
        case .stream, .bytes:
            put("\r\n")
        }
        return bytes
    }

    /// One piece of a chunked body; an empty piece is nothing, because a chunk of no bytes would end the body.
    package static func chunk(_ content: [UInt8]) -> [UInt8] {
        guard !content.isEmpty else { return [] }
        var bytes = Array(String(content.count, radix: 16).utf8)
        bytes.reserveCapacity(bytes.count + content.count + 4)
        bytes.append(contentsOf: [ASCII.carriageReturn, ASCII.lineFeed])
        bytes.append(contentsOf: content)
        bytes.append(contentsOf: [ASCII.carriageReturn, ASCII.lineFeed])
        return bytes
    }
}
