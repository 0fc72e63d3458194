@testable import HTTP1

/// Runs a parser over bytes and gathers what comes out.
struct ParserRun: Equatable {
    var requests: [String] = []
    var rejection: Rejection?
    var phase = RequestParser.Phase.idle

    /// Feeds `pieces` one after the other.
    init(_ pieces: [ArraySlice<UInt8>], limits: HTTPLimits = HTTPLimits()) {
        var parser = RequestParser(limits: limits)
        for piece in pieces {
            parser.append(piece)
            drain(&parser)
        }
        phase = parser.phase
    }

    init(_ text: String, limits: HTTPLimits = HTTPLimits()) { self.init([Array(text.utf8)[...]], limits: limits) }

    private mutating func drain(_ parser: inout RequestParser) {
        while true {
            switch parser.next() {
            case .needsInput: return
            case .expectsContinue: continue
            case .request(let head, let body):
                requests.append("\(head.method) \(head.target) \(String(decoding: body, as: UTF8.self))")
            case .rejected(let rejection):
                self.rejection = rejection
                return
            }
        }
    }

    var status: Int? { rejection?.status.rawValue }
}

/// A well-formed head around `lines`, each without its CRLF.
func head(_ requestLine: String, _ lines: String...) -> String {
    ([requestLine] + lines).joined(separator: "\r\n") + "\r\n\r\n"
}
