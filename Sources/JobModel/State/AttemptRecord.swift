/// One try at a job, as the store keeps it: the raw material of the retry policy.
package struct AttemptRecord: Sendable, Equatable {
    package enum Outcome: String, Sendable, Codable, CaseIterable { case running, succeeded, failed, cancelled }

    package var key: AttemptKey
    /// Which retry budget it draws on: 0 from submission on, one more with each `:retry`.
    package var round: Int
    package var startTime: Timestamp
    package var endTime: Timestamp?
    package var outcome: Outcome
    /// Why it failed; nil unless `outcome` is `failed`.
    package var problem: Failure?

    package init(
        key: AttemptKey, round: Int, startTime: Timestamp, endTime: Timestamp? = nil, outcome: Outcome,
        problem: Failure? = nil
    ) {
        self.key = key
        self.round = round
        self.startTime = startTime
        self.endTime = endTime
        self.outcome = outcome
        self.problem = problem
    }
}
