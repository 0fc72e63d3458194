import FoundationEssentials
import JobModel

/// Any JSON, for documents that are passed on or added to.
package enum JSONValue: Sendable, Equatable, Codable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? value.decode(Int64.self) {
            self = .integer(integer)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let array = try? value.decode([JSONValue].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: JSONValue].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// Why a text is no JSON, in a sentence.
    package struct SyntaxError: Error, Equatable, CustomStringConvertible {
        package var description: String
    }

    /// Reads JSON (RFC 8259).
    package init(parsing bytes: [UInt8]) throws(SyntaxError) {
        do {
            self = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        } catch DecodingError.dataCorrupted(let context) {
            throw SyntaxError(description: context.underlyingError.map { "\($0)" } ?? context.debugDescription)
        } catch {
            throw SyntaxError(description: "\(error)")
        }
    }

    /// On one line, members in the order of their names.
    package var bytes: [UInt8] { encoded([.sortedKeys, .withoutEscapingSlashes]) }

    /// On many lines, indented.
    package var prettyText: String {
        String(decoding: encoded([.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]), as: UTF8.self)
    }

    private func encoded(_ formatting: JSONEncoder.OutputFormatting) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        // Nothing in a value of this type can fail to encode.
        return (try? encoder.encode(self)).map { Array($0) } ?? []
    }

    /// The members of an object; nil for other values.
    package var members: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }
}
