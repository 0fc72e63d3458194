import JobModel
import Testing

@Suite("The life of a job")
struct JobStateTests {
    @Test func onlyARetryLeavesAFinalState() {
        for state in JobState.allCases where state.isFinal {
            #expect(state.successors.isSubset(of: [.queued]), "\(state)")
        }
        #expect(JobState.succeeded.successors.isEmpty)
    }

    @Test func publishingIsThePointOfNoReturn() {
        #expect(JobState.publishing.successors == [.succeeded, .failed])
    }

    @Test func everyStateIsReachedAndCanEnd() {
        var reached: Set<JobState> = [.queued]
        var grew = true
        while grew {
            let next = reached.union(reached.flatMap(\.successors))
            grew = next != reached
            reached = next
        }
        #expect(reached == Set(JobState.allCases))
        for start in JobState.allCases where !start.isFinal {
            var ahead: Set<JobState> = [start]
            for _ in JobState.allCases { ahead.formUnion(ahead.flatMap(\.successors)) }
            #expect(ahead.contains(.succeeded) && ahead.contains(.failed), "\(start)")
        }
    }

    @Test func nothingFollowsItself() {
        for state in JobState.allCases { #expect(!state.successors.contains(state)) }
    }
}
