import FoundationEssentials
import JobModel

/// Columns that hold a document. They are encoded before a caller enters the writer's queue and decoded after it left,
/// so that the one writer spends its time on writing.
enum StoredJSON {
    static func encode(_ value: some Encodable) throws(StoreFailure) -> String {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw .unavailable("A value cannot be written as JSON: \(error)")
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ text: String, of column: String) throws(StoreFailure)
        -> Value
    {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw .unavailable("The column \(column) of the queue database cannot be read: \(error)")
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ text: String?, of column: String) throws(StoreFailure)
        -> Value?
    {
        guard let text else { return nil }
        let value: Value = try decode(type, text, of: column)
        return value
    }
}
