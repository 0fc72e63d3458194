import HTTP1
import JobModel

/// The query of `GET /v1/jobs`: `state`, `label`, `page_size`, `page_token`.
struct JobListQuery {
    static let parameters = ["state", "label", "page_size", "page_token"]
    static let defaultPageSize = 50
    static let maxPageSize = 1000

    let query: JobQuery
    private let filter: String

    init(_ parameters: QueryParameters) throws(Problem) {
        var states: Set<JobState> = []
        for word in parameters.all("state").flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
            guard let state = JobState(rawValue: String(word)) else {
                let known = JobState.allCases.map(\.rawValue).joined(separator: ", ")
                throw .badParameter("state", "unknown state \"\(word)\"; known are \(known)")
            }
            states.insert(state)
        }
        var labels: [String: String] = [:]
        for pair in parameters.all("label") {
            guard let colon = pair.firstIndex(of: ":"), colon > pair.startIndex else {
                throw .badParameter("label", "expected NAME:VALUE, not \"\(pair)\"")
            }
            let name = String(pair[..<colon])
            let value = String(pair[pair.index(after: colon)...])
            guard labels.updateValue(value, forKey: name) ?? value == value else {
                throw .badParameter("label", "the label \"\(name)\" cannot have two values at once")
            }
        }
        // A greater page is not an error: the client sees by the token that there is more.
        let size = try parameters.integer("page_size", from: 1).map { Int(min($0, Int64(Self.maxPageSize))) }
        filter =
            states.map(\.rawValue).sorted().joined(separator: ",") + "\n"
            + labels.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: "\n")
        var before: JobID?
        if let text = try parameters.one("page_token") { before = try PageToken(text, filter: filter).before }
        query = JobQuery(states: states, labels: labels, before: before, pageSize: size ?? Self.defaultPageSize)
    }

    /// The token for the page after the one that ends before `job`.
    func token(before job: JobID) -> String { PageToken(before: job, filter: filter).text }
}

/// Where a list goes on: opaque to clients, and good for the filter that it was made with only.
struct PageToken: Equatable {
    let before: JobID
    private let filter: UInt32

    init(before: JobID, filter: String) {
        self.before = before
        self.filter = Self.hash(filter)
    }

    /// Throws 400 where the text is no token, or one of another filter.
    init(_ text: String, filter: String) throws(Problem) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "p1", let before = JobID(String(parts[1])),
            let hash = UInt32(parts[2], radix: 16)
        else {
            throw .badParameter("page_token", "this is not a token that this server gave")
        }
        guard hash == Self.hash(filter) else {
            throw .badParameter("page_token", "the token belongs to another filter: repeat the filter it was given for")
        }
        self.before = before
        self.filter = hash
    }

    var text: String { "p1.\(before.text).\(String(filter, radix: 16))" }

    /// FNV-1a, 32 bits.
    private static func hash(_ text: String) -> UInt32 {
        text.utf8.reduce(0x811c_9dc5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }
}
