import JobModel
import Scheduling
import Testing

@Suite("Order and time")
struct OrderAndTimeoutTests {
    @Test func priorityThenAge() {
        var generator = SeededGenerator(seed: 8)
        let jobs = (0..<500).map { index in
            Sample.record(
                priority: Int.random(in: -3...3, using: &generator), created: Int64(index) * 10, using: &generator)
        }
        let sorted = jobs.shuffled(using: &generator).sorted(by: JobOrder.precedes)
        for (left, right) in zip(sorted, sorted.dropFirst()) {
            #expect(left.spec.priority >= right.spec.priority)
            if left.spec.priority == right.spec.priority { #expect(left.createTime < right.createTime) }
            #expect(!JobOrder.precedes(right, left))
        }
        #expect(!JobOrder.precedes(jobs[0], jobs[0]))
    }

    @Test func dueOnceItsPauseIsOver() {
        var generator = SeededGenerator(seed: 8)
        var job = Sample.record(priority: 0, created: 0, using: &generator)
        let now = Timestamp(milliseconds: 1000)
        #expect(JobOrder.isDue(job, at: now))
        job.notBefore = Timestamp(milliseconds: 1001)
        #expect(!JobOrder.isDue(job, at: now))
        job.notBefore = now
        #expect(JobOrder.isDue(job, at: now))
        job.state = .running
        #expect(!JobOrder.isDue(job, at: now))
    }

    @Test(arguments: BackendCapabilities.Operation.allCases)
    func timeouts(operation: BackendCapabilities.Operation) {
        var last = 0.0
        for bytes: Int64 in [-1, 0, 1_000_000, 1_000_000_000, 1_000_000_000_000, .max] {
            let timeouts = AttemptTimeouts.standard(for: operation, bytes: bytes)
            #expect(timeouts.stallSeconds >= 30 && timeouts.stallSeconds < timeouts.wallSeconds)
            #expect(timeouts.wallSeconds >= last && timeouts.wallSeconds <= 7 * 86_400)
            last = timeouts.wallSeconds
        }
    }
}
