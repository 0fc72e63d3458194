import JobModel
import Scheduling
import Testing

@Suite("Retries")
struct RetryPolicyTests {
    private let policy = RetryPolicy()

    /// Fails with the same code until the policy gives up; the pauses on the way.
    private func pauses(_ code: Failure.Code, after earlier: [Failure.Code] = []) -> [Double] {
        var generator = SeededGenerator(seed: 21)
        var history = earlier
        var pauses: [Double] = []
        while case .retry(let seconds, _) = policy.disposition(after: code, earlier: history, using: &generator) {
            pauses.append(seconds)
            history.append(code)
            guard pauses.count < 100 else { break }
        }
        return pauses
    }

    @Test(arguments: Failure.Code.allCases)
    func everyCodeEnds(code: Failure.Code) {
        let expected =
            switch code.policy.retry {
            case .never: 0
            case .crash: 1
            case .transient: 4
            case .infrastructure: 20
            }
        #expect(pauses(code).count == expected)
    }

    @Test func classesAreCountedApart() {
        let lost = Array(repeating: Failure.Code.backendUnavailable, count: 15)
        #expect(pauses(.workerCrashed, after: lost).count == 1)
        #expect(pauses(.noSpace, after: lost + [.workerCrashed]).count == 4)
        #expect(pauses(.stalled, after: [.workerCrashed]).isEmpty)
    }

    @Test func onlyTheNewestRoundCounts() {
        var generator = SeededGenerator(seed: 1)
        let job = JobID(created: Timestamp(milliseconds: 0), using: &generator)
        func attempt(_ fence: Int64, round: Int, _ code: Failure.Code?) -> AttemptRecord {
            AttemptRecord(
                key: AttemptKey(job: job, fence: fence), round: round, startTime: Timestamp(milliseconds: fence),
                outcome: code == nil ? .running : .failed, problem: code.map { Failure($0, "x") })
        }
        let attempts = [
            attempt(1, round: 0, .workerCrashed), attempt(2, round: 0, .workerCrashed), attempt(3, round: 1, .noSpace),
            attempt(4, round: 1, nil),
        ]
        let current = AttemptKey(job: job, fence: 4)
        #expect(RetryPolicy.failures(in: attempts, before: current) == [.noSpace])
        #expect(RetryPolicy.failures(in: [], before: current) == [])
    }

    @Test func pausesGrowToTheirBound() {
        let rule = policy.transient
        #expect((1...4).map { policy.pauseBound(rule, failures: $0) } == [2, 4, 8, 16])
        #expect(policy.pauseBound(rule, failures: 1000) == 600)
        #expect(policy.pauseBound(policy.infrastructure, failures: 20) == 60)
    }

    /// Full jitter: anywhere between now and the bound, and spread over it.
    @Test func jitterIsFull() {
        var generator = SeededGenerator(seed: 4)
        let history: [Failure.Code] = [.noSpace, .noSpace]
        var sum = 0.0
        for _ in 0..<4000 {
            guard
                case .retry(let seconds, "retry_backoff") = policy.disposition(
                    after: .noSpace, earlier: history, using: &generator)
            else {
                Issue.record("no retry")
                return
            }
            #expect((0...8).contains(seconds))
            sum += seconds
        }
        #expect(abs(sum / 4000 - 4) < 0.2)
    }
}
