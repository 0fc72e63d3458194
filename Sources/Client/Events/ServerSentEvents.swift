/// Takes a `text/event-stream` apart (WHATWG HTML, "Server-sent events"). A value without I/O; feed it bytes as they come.
package struct ServerSentEvents: Sendable {
    /// One event.
    package struct Event: Sendable, Equatable {
        /// `message` where the stream names none.
        package var name: String
        package var data: String
        /// The last `id` that was seen, for `Last-Event-ID`.
        package var id: String?

        package init(name: String, data: String, id: String?) {
            self.name = name
            self.data = data
            self.id = id
        }
    }

    private var line: [UInt8] = []
    private var skipsLineFeed = false
    private var name = ""
    private var data: [String] = []
    private var id: String?

    package init() {}

    /// The events that these bytes complete.
    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n") where skipsLineFeed: skipsLineFeed = false
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                skipsLineFeed = byte == UInt8(ascii: "\r")
                if let event = endLine() { events.append(event) }
            default:
                skipsLineFeed = false
                line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() -> Event? {
        defer { line.removeAll(keepingCapacity: true) }
        if line.isEmpty {
            defer {
                name = ""
                data = []
            }
            guard !data.isEmpty else { return nil }
            return Event(name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"), id: id)
        }
        let text = String(decoding: line, as: UTF8.self)
        guard let colon = text.firstIndex(of: ":") else {
            take(field: text, value: "")
            return nil
        }
        var value = text[text.index(after: colon)...]
        if value.first == " " { value = value.dropFirst() }
        take(field: String(text[..<colon]), value: String(value))
        return nil
    }

    private mutating func take(field: String, value: String) {
        switch field {
        case "event": name = value
        case "data": data.append(value)
        case "id" where !value.contains("\0"): id = value
        default: break
        }
    }
}
