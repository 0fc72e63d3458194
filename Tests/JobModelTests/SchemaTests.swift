import FoundationEssentials
import JobModel
import Testing

@Suite("The JSON Schema says what the decoders do")
struct SchemaTests {
    private struct Schema: Decodable {
        var properties: [String: Node]
        var definitions: [String: Node]
        var additionalProperties: Bool

        enum CodingKeys: String, CodingKey {
            case properties, additionalProperties
            case definitions = "$defs"
        }
    }

    private struct Node: Decodable {
        var properties: [String: Ignored]?
        var words: [String]?

        enum CodingKeys: String, CodingKey {
            case properties
            case words = "enum"
        }
    }

    private struct Ignored: Decodable {
        var words: [String]?

        enum CodingKeys: String, CodingKey { case words = "enum" }
    }

    @Test func itHasTheSameFields() throws {
        let schema = try JSONDecoder().decode(Schema.self, from: Data(JobDocumentSchema.text.utf8))
        func names(_ keys: some Collection<some CodingKey>) -> [String] { keys.map(\.stringValue).sorted() }
        func fields(_ definition: String) -> [String]? { schema.definitions[definition]?.properties?.keys.sorted() }
        #expect(!schema.additionalProperties)
        #expect(schema.properties.keys.sorted() == names(JobDocument.CodingKeys.allCases))
        #expect(fields("output") == names(OutputDocument.CodingKeys.allCases))
        #expect(fields("video") == names(VideoSpec.CodingKeys.allCases))
        #expect(fields("audio") == names(AudioSpec.CodingKeys.allCases))
        #expect(schema.properties["kind"]?.words == JobSpec.Kind.allCases.map(\.rawValue))
        #expect(schema.properties["verify"]?.words == JobSpec.Verification.allCases.map(\.rawValue))
        #expect(schema.definitions["video"]?.properties?["fit"]?.words == Fit.allCases.map(\.rawValue))
    }
}
