import FoundationEssentials
import JobModel
import WorkerProtocol

extension BackendCapabilities {
    /// Reads the document that a template sent at its start.
    init(document: [UInt8]) throws(ProtocolViolation) {
        do {
            self = try JSONDecoder().decode(BackendCapabilities.self, from: Data(document))
        } catch {
            throw .badDocument("the capabilities are not in JSON")
        }
        name = PrintableText.cleaned(name, maxBytes: 64)
        version = PrintableText.cleaned(version, maxBytes: 64)
    }
}
