import FoundationEssentials
import JobModel
import Testing

@testable import ControlAPI

@Suite struct JSONSyntaxTests {
    @Test(arguments: [
        "0", "-0", "1.5e-3", "12E+4", "true", "false", "null", "\"\"", "[]", "{}", " [ 1 , 2 ] ",
        "\t{\r\n\"a\" : [ { \"b\" : null } ] , \"c\" : \"\" }\n", #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#,
        #"{"a":{"x":1},"b":{"x":1}}"#, String(repeating: "[", count: 32) + String(repeating: "]", count: 32),
    ])
    func takes(_ text: String) throws {
        try JSONSyntax.check(Array(text.utf8))
    }

    @Test(arguments: [
        ("", "", "empty"), ("  ", "", "empty"), ("{", "", "name"), ("[1,]", "/1", "value"), ("[1 2]", "", "','"),
        ("{\"a\" 1}", "/a", "':'"), ("{\"a\":1,}", "", "name"), ("{'a':1}", "", "name"), ("{a:1}", "", "name"),
        ("01", "", "follows"), ("-", "", "digit"), ("1.", "", "digit"), ("1e", "", "digit"), ("+1", "", "value"),
        (".5", "", "value"), ("NaN", "", "value"), ("tru", "", "true"), ("\"a", "", "no end"),
        ("\"\u{1}\"", "", "control"), ("\"\\x\"", "", "escape"), ("\"\\u12g4\"", "", "hexadecimal"),
        ("\"\\ud800\"", "", "surrogate"), ("\"\\udc00\"", "", "surrogate"), ("\"\\ud800\\u0041\"", "", "surrogate"),
        ("{} {}", "", "follows"), ("// x\n{}", "", "value"), ("{\"a\":{\"b\":1,\"b\":2}}", "/a/b", "twice"),
        ("{\"a\":1,\"\\u0061\":2}", "/a", "twice"), ("[\n1,\n x]", "/1", "line 3, column 2"),
        ("{\"a/b\":[x]}", "/a~1b/0", "value"),
    ])
    func refuses(_ text: String, _ pointer: String, _ words: String) {
        let error = #expect(throws: FieldError.self) { try JSONSyntax.check(Array(text.utf8)) }
        #expect(error?.pointer == pointer)
        #expect(error?.detail.contains(words) == true, "\(error?.detail ?? "")")
    }

    @Test func refusesWhatIsNotUTF8AndOtherEncodings() {
        for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0xFE, 0xFF, 0, 0x7B, 0, 0x7D], [0x7B, 0, 0x7D, 0]] {
            #expect(throws: FieldError.self) { try JSONSyntax.check(bytes) }
        }
    }

    @Test func depthIsBounded() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let text = String(repeating: open, count: 33) + "1" + String(repeating: close, count: 33)
            #expect(throws: FieldError.self) { try JSONSyntax.check(Array(text.utf8)) }
        }
        // Far beyond: the stack is not what stops it.
        #expect(throws: FieldError.self) { try JSONSyntax.check([UInt8](repeating: 0x5B, count: 1 << 20)) }
    }

    /// What passes here must be readable by the decoder behind it: its "not valid JSON" has no place in the text.
    @Test func whatPassesIsReadByTheDecoder() {
        var random = SystemRandomNumberGenerator()
        let corpus = [Documents.good, #"[1,-2.5e3,"\u00e9",{"a":[]},null,true]"#].map { Array($0.utf8) }
        let pieces: [[UInt8]] = ["\"", "\\", "{", "}", "[", "]", ",", ":", "1", "-", "e", "\\u0041", "\u{1}"].map {
            Array($0.utf8)
        }
        for _ in 0..<3000 {
            var bytes = corpus.randomElement(using: &random)!
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(contentsOf: pieces.randomElement(using: &random)!, at: place)
                default: bytes[place] = UInt8.random(in: 0...255, using: &random)
                }
            }
            guard (try? JSONSyntax.check(bytes)) != nil else { continue }
            #expect(throws: Never.self, "\(String(decoding: bytes, as: UTF8.self))") {
                _ = try JSONDecoder().decode(Anything.self, from: Data(bytes))
            }
        }
    }

    private indirect enum Anything: Decodable {
        case null
        case flag(Bool)
        case number(Double)
        case text(String)
        case list([Anything])
        case object([String: Anything])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let list = try? container.decode([Anything].self) {
                self = .list(list)
            } else {
                self = .object(try container.decode([String: Anything].self))
            }
        }
    }
}
