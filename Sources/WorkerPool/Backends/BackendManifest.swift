import FoundationEssentials
import JobModel
import WorkerProtocol

/// The file by which a backend is found: `{"manifest":1,"name":"libav","executable":"millrace-worker-libav","protocol":1}`.
///
/// It says where the executable is and which worker protocol it speaks; everything else (codecs, containers, limits)
/// the executable reports itself.
struct BackendManifest: Sendable, Equatable {
    /// The one version of the file's form.
    static let version = 1
    /// Longest manifest, bytes.
    static let maxBytes = 16 * 1024

    /// What job documents call the backend: 1 to 32 lower-case letters, digits and hyphens.
    var name: String
    /// Absolute, or relative to the manifest's folder, then to the folder of the running program.
    var executable: String
    var protocolVersion: Int

    /// Reads the text of a manifest.
    /// - Throws: ``ManifestFailure`` with the field at fault in words.
    init(parsing bytes: [UInt8]) throws(ManifestFailure) {
        guard bytes.count <= Self.maxBytes else {
            throw ManifestFailure("it is longer than \(Self.maxBytes) bytes")
        }
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(bytes))
        } catch let failure as ManifestFailure {
            throw failure
        } catch let error as DecodingError {
            throw ManifestFailure(Self.words(for: error))
        } catch {
            throw ManifestFailure("it is not JSON")
        }
    }

    private static func words(for error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "the field \"\(key.stringValue)\" is missing"
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            context.codingPath.isEmpty
                ? "it is not a JSON object"
                : "the field \"\(context.codingPath[0].stringValue)\" must be \(type == Int.self ? "a whole number" : "a text")"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "it is not JSON" : "the field \"\(context.codingPath[0].stringValue)\" has a wrong value"
        @unknown default: "it is not JSON"
        }
    }
}

extension BackendManifest: Decodable {
    private enum Field: String, CodingKey, CaseIterable {
        case manifest, name, executable
        case protocolVersion = "protocol"
    }

    private struct AnyField: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let known = Field.allCases.map(\.rawValue)
        for key in try decoder.container(keyedBy: AnyField.self).allKeys where !known.contains(key.stringValue) {
            throw ManifestFailure(
                "the field \"\(PrintableText.cleaned(key.stringValue, maxBytes: 64))\" is unknown; known are "
                    + known.joined(separator: ", "))
        }
        let fields = try decoder.container(keyedBy: Field.self)
        let form = try fields.decode(Int.self, forKey: .manifest)
        guard form == Self.version else {
            throw ManifestFailure("\"manifest\" is \(form); this program reads version \(Self.version)")
        }
        name = try fields.decode(String.self, forKey: .name)
        guard (1...32).contains(name.utf8.count),
            name.utf8.allSatisfy({
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
            })
        else {
            throw ManifestFailure("\"name\" must be 1 to 32 lower-case letters, digits and hyphens")
        }
        executable = try fields.decode(String.self, forKey: .executable)
        guard !executable.isEmpty, !executable.utf8.contains(0) else {
            throw ManifestFailure("\"executable\" must be the path of a program")
        }
        protocolVersion = try fields.decode(Int.self, forKey: .protocolVersion)
        guard protocolVersion == Int(WorkerProtocol.version) else {
            throw ManifestFailure(
                "\"protocol\" is \(protocolVersion); this program speaks version \(WorkerProtocol.version): "
                    + "install a backend of the same release")
        }
    }
}

/// What is wrong with a manifest or with what it names, as the end of a sentence.
struct ManifestFailure: Error, Equatable {
    var words: String

    init(_ words: String) { self.words = words }
}
