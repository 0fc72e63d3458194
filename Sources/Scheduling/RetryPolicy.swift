package import JobModel

/// Whether and when an attempt that failed is repeated. The class of a failure is in ``FailurePolicy``; the numbers are
/// here.
///
/// Tries are counted by class over the attempts since the job was submitted or last asked for again, so a job that
/// lost two attempts to a restart still has all its tries against its own failures. Pauses grow exponentially with
/// full jitter (a random moment between now and the bound), so that jobs which failed together do not return together.
package struct RetryPolicy: Sendable {
    package struct Rule: Sendable, Equatable {
        /// Attempts of the class in all; the last one's failure is final.
        package var tries: Int
        /// Bound of the first pause in seconds; it doubles with every further failure of the class.
        package var firstPause: Double
        /// Greatest bound in seconds.
        package var longestPause: Double
        /// The job's reason word while it waits.
        package var reason: String

        package init(tries: Int, firstPause: Double, longestPause: Double, reason: String) {
            self.tries = tries
            self.firstPause = firstPause
            self.longestPause = longestPause
            self.reason = reason
        }
    }

    package var infrastructure = Rule(tries: 21, firstPause: 1, longestPause: 60, reason: "attempt_lost")
    package var transient = Rule(tries: 5, firstPause: 2, longestPause: 600, reason: "retry_backoff")
    package var crash = Rule(tries: 2, firstPause: 2, longestPause: 2, reason: "retry_after_crash")

    package init() {}

    /// Every failure of a job's own is final: for someone who waits in front of it.
    package static var once: RetryPolicy {
        var policy = RetryPolicy()
        policy.transient.tries = 1
        policy.crash.tries = 1
        return policy
    }

    /// - Parameters:
    ///   - code: how the attempt failed.
    ///   - earlier: how the attempts before it failed, in the same round.
    ///   - generator: where the jitter comes from.
    package func disposition(
        after code: Failure.Code, earlier: [Failure.Code], using generator: inout some RandomNumberGenerator
    ) -> FailureDisposition {
        let kind = code.policy.retry
        guard let rule = rule(for: kind) else { return .final }
        let failures = 1 + earlier.count { $0.policy.retry == kind }
        guard failures < rule.tries else { return .final }
        let bound = pauseBound(rule, failures: failures)
        return .retry(afterSeconds: Double.random(in: 0...bound, using: &generator), reason: rule.reason)
    }

    /// How the attempts before this one failed, in its round: the `earlier` of
    /// ``disposition(after:earlier:using:)``.
    package static func failures(in attempts: [AttemptRecord], before key: AttemptKey) -> [Failure.Code] {
        guard let round = attempts.first(where: { $0.key == key })?.round else { return [] }
        return attempts.compactMap { $0.round == round && $0.key != key ? $0.problem?.code : nil }
    }

    /// Longest pause after so many failures of a class.
    package func pauseBound(_ rule: Rule, failures: Int) -> Double {
        var bound = rule.firstPause
        for _ in 1..<max(1, failures) where bound < rule.longestPause { bound *= 2 }
        return min(bound, rule.longestPause)
    }

    package func rule(for kind: FailurePolicy.RetryClass) -> Rule? {
        switch kind {
        case .infrastructure: infrastructure
        case .transient: transient
        case .crash: crash
        case .never: nil
        }
    }
}
