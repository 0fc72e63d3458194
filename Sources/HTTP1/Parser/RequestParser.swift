/// Bytes in, requests out: HTTP/1.1 framing in a strict subset, without I/O and without a clock.
///
/// The events depend on the bytes alone, not on how they were split. After a rejection the parser stays there: what
/// follows a request that was not understood has no meaning.
package struct RequestParser: Sendable {
    package enum Event: Sendable, Equatable {
        /// More bytes are needed.
        case needsInput
        /// The client waits for `100 Continue`; what was read so far has no byte of the body.
        case expectsContinue
        case request(RequestHead, body: [UInt8])
        case rejected(Rejection)
    }

    /// How far the current request is.
    package enum Phase: Sendable, Equatable {
        /// Between requests: not a byte of the next one is there.
        case idle
        case head
        case body
        case rejected
    }

    private enum State: Sendable {
        case head
        case body(Body)
        case rejected(Rejection)
    }

    private struct Body: Sendable {
        enum Expected: Sendable { case content(Int), chunkSize, chunkEnd, trailer(size: Int) }

        let head: RequestHead
        var expected: Expected
        /// Bytes of a chunk that are still to come.
        var chunk = 0
        var bytes: [UInt8] = []
        var askedToContinue = false
    }

    private static let chunkLine = 256

    private let limits: HTTPLimits
    private var state = State.head
    private var input: [UInt8] = []
    /// First byte in `input` that is not consumed.
    private var start = 0
    /// First byte in `input` that was not looked at.
    private var scanned = 0
    private var pastRequestLine = false

    package init(limits: HTTPLimits) { self.limits = limits }

    package var phase: Phase {
        switch state {
        case .head: start == input.count ? .idle : .head
        case .body: .body
        case .rejected: .rejected
        }
    }

    /// Bytes that were received and not consumed.
    package var buffered: Int { input.count - start }

    package mutating func append(_ bytes: some Collection<UInt8>) {
        if start == input.count {
            input.removeAll(keepingCapacity: input.capacity <= limits.readAhead)
            scanned = 0
            start = 0
        } else if start > limits.readAhead {
            input.removeFirst(start)
            scanned -= start
            start = 0
        }
        input.append(contentsOf: bytes)
    }

    package mutating func next() -> Event {
        do throws(Rejection) {
            while true {
                switch state {
                case .rejected(let rejection): return .rejected(rejection)
                case .head:
                    guard let head = try takeHead() else { return .needsInput }
                    switch head.framing {
                    case .length(let length): state = .body(Body(head: head, expected: .content(length)))
                    case .chunked: state = .body(Body(head: head, expected: .chunkSize))
                    }
                case .body(var body):
                    // Taken out of the state, so that its bytes have one owner and grow in place.
                    state = .head
                    let finished = try take(&body)
                    if finished { return .request(body.head, body: body.bytes) }
                    let asks = body.head.expectsContinue && !body.askedToContinue && buffered == 0 && body.bytes.isEmpty
                    if asks { body.askedToContinue = true }
                    state = .body(body)
                    return asks ? .expectsContinue : .needsInput
                }
            }
        } catch {
            state = .rejected(error)
            input = []
            start = 0
            scanned = 0
            return .rejected(error)
        }
    }

    // MARK: Head

    /// Looks for the end of the head, byte by byte and each byte once, so that a verdict falls at the same byte
    /// however the input was split.
    private mutating func takeHead() throws(Rejection) -> RequestHead? {
        while scanned < input.count {
            let offset = scanned - start
            let byte = input[scanned]
            if offset == 0 {
                pastRequestLine = false
                guard ASCII.isToken(byte) else { throw Rejection(.badRequest, "a request begins with its method") }
            }
            guard offset < limits.head else {
                throw Rejection(.headerFieldsTooLarge, "request line and header fields exceed \(limits.head) bytes")
            }
            guard pastRequestLine || offset < limits.requestLine else {
                throw Rejection(.uriTooLong, "the request line exceeds \(limits.requestLine) bytes")
            }
            scanned += 1
            guard byte == ASCII.lineFeed else { continue }
            guard input[scanned - 2] == ASCII.carriageReturn else { throw Self.bareLineFeed }
            pastRequestLine = true
            if offset >= 3, input[scanned - 3] == ASCII.lineFeed {
                let head = input[start..<scanned]
                start = scanned
                return try HeadParser(limits: limits).parse(head)
            }
        }
        return nil
    }

    private static let bareLineFeed = Rejection(.badRequest, "a line ends with LF alone instead of CR LF")

    // MARK: Body

    /// Moves what is there into the body; true when it is complete.
    private mutating func take(_ body: inout Body) throws(Rejection) -> Bool {
        while true {
            switch body.expected {
            case .content(let length):
                let wanted = length - body.bytes.count
                consume(min(wanted, buffered), into: &body.bytes)
                return body.bytes.count == length
            case .chunkSize where body.chunk > 0:
                let count = min(body.chunk, buffered)
                consume(count, into: &body.bytes)
                body.chunk -= count
                if body.chunk > 0 { return false }
                body.expected = .chunkEnd
            case .chunkSize:
                guard let line = try takeLine(limit: Self.chunkLine, what: "a chunk's size line") else { return false }
                let size = try Self.chunkSize(line)
                guard size <= limits.body - body.bytes.count else { throw HeadParser(limits: limits).tooLarge }
                body.chunk = size
                if size == 0 { body.expected = .trailer(size: 0) }
            case .chunkEnd:
                guard let line = try takeLine(limit: 2, what: "a chunk's end") else { return false }
                guard line.isEmpty else { throw Rejection(.badRequest, "a chunk is longer than its size says") }
                body.expected = .chunkSize
            case .trailer(let size):
                guard let line = try takeLine(limit: limits.head - size, what: "the trailer") else { return false }
                if line.isEmpty { return true }
                // Checked and dropped: nothing here gives a trailer a meaning.
                _ = try HeadParser.field(line)
                body.expected = .trailer(size: size + line.count + 2)
            }
        }
    }

    private mutating func consume(_ count: Int, into bytes: inout [UInt8]) {
        bytes.append(contentsOf: input[start..<(start + count)])
        start += count
        scanned = start
    }

    /// A line without its CRLF, or nil while its end is not there.
    private mutating func takeLine(limit: Int, what: String) throws(Rejection) -> ArraySlice<UInt8>? {
        while scanned < input.count {
            guard scanned - start < limit else { throw Rejection(.badRequest, "\(what) is too long") }
            scanned += 1
            guard input[scanned - 1] == ASCII.lineFeed else { continue }
            guard scanned - start >= 2, input[scanned - 2] == ASCII.carriageReturn else { throw Self.bareLineFeed }
            let line = input[start..<(scanned - 2)]
            start = scanned
            return line
        }
        return nil
    }

    /// The number at the front of a chunk's first line; extensions are read over.
    private static func chunkSize(_ line: ArraySlice<UInt8>) throws(Rejection) -> Int {
        var size = 0
        var digits = 0
        var rest = line
        while let byte = rest.first, let value = ASCII.hexadecimal(byte) {
            digits += 1
            guard digits <= 8 else { throw Rejection(.badRequest, "a chunk's size has more than 8 digits") }
            size = size * 16 + value
            rest.removeFirst()
        }
        guard digits > 0 else { throw Rejection(.badRequest, "a chunk's size is not a hexadecimal number") }
        guard rest.isEmpty || (rest.first == UInt8(ascii: ";") && rest.allSatisfy(ASCII.isFieldValue)) else {
            throw Rejection(.badRequest, "a chunk's size is followed by something that is not an extension")
        }
        return size
    }
}
