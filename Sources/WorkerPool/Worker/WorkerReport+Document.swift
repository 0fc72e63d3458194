import FoundationEssentials
import JobModel
import WorkerProtocol

extension WorkerReport {
    /// Reads the document that a worker sent for `job`. What is inside is a claim; its shape and ranges are checked,
    /// and its text is made safe to show.
    init(document: [UInt8], of job: WorkerJob) throws(ProtocolViolation) {
        do {
            self = try JSONDecoder().decode(WorkerReport.self, from: Data(document))
        } catch {
            throw .badDocument("the result is not a report in JSON")
        }
        try check(against: job)
        for index in losses.indices {
            losses[index].what = PrintableText.cleaned(losses[index].what, maxBytes: 512)
            losses[index].why = PrintableText.cleaned(losses[index].why, maxBytes: 512)
        }
        for index in warnings.indices { warnings[index] = PrintableText.cleaned(warnings[index], maxBytes: 1024) }
    }
}

extension WorkerJob {
    /// The job message; nil where it is longer than ``WorkerProtocol/maxJobBytes``.
    func message() -> [UInt8]? {
        guard let document = try? JSONEncoder().encode(self), document.count <= WorkerProtocol.maxJobBytes else {
            return nil
        }
        return Array(document)
    }
}
