/// Puts a document together from the chunks of ``WorkerFrame/report(_:)`` frames, within a bound.
package struct ReportAssembler: Sendable {
    private var document: [UInt8] = []
    private let limit: Int

    /// - Parameter limit: longest document, in bytes.
    package init(limit: Int = WorkerProtocol.maxReportBytes) { self.limit = limit }

    /// Adds the next chunk; refuses it when the document becomes too long.
    package mutating func append(_ chunk: [UInt8]) throws(ProtocolViolation) {
        guard document.count + chunk.count <= limit else { throw .oversize(document.count + chunk.count) }
        document.append(contentsOf: chunk)
    }

    /// The document at ``WorkerFrame/done``; an empty one is refused.
    package consuming func finish() throws(ProtocolViolation) -> [UInt8] {
        guard !document.isEmpty else { throw .unexpected("end without a report") }
        return document
    }

    /// The frames that carry `document`, in order.
    package static func chunks(of document: [UInt8]) -> [WorkerFrame] {
        stride(from: 0, to: document.count, by: WorkerFrame.maxChunkBytes).map { start in
            .report(Array(document[start..<min(start + WorkerFrame.maxChunkBytes, document.count)]))
        }
    }
}
