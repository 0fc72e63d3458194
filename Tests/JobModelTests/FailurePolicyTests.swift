import JobModel
import Testing

@Suite("What follows from a failure")
struct FailurePolicyTests {
    /// The whole table, so that a change of one line is a change of this one too.
    @Test func theTable() {
        let expected: [Failure.Code: (FailurePolicy.RetryClass, FailurePolicy.Fault, Int, Int32)] = [
            .invalidSpec: (.never, .requester, 422, 64),
            .inputUnreadable: (.never, .requester, 422, 66),
            .inputChanged: (.never, .requester, 409, 66),
            .inputUnsupported: (.never, .media, 422, 65),
            .inputCorrupt: (.never, .media, 422, 65),
            .outputExists: (.never, .requester, 409, 73),
            .outputUnwritable: (.never, .requester, 422, 73),
            .limitExceeded: (.never, .requester, 422, 1),
            .cancelled: (.never, .requester, 409, 1),
            .timedOut: (.never, .media, 500, 1),
            .stalled: (.crash, .product, 500, 1),
            .workerCrashed: (.crash, .product, 500, 70),
            .workerMisbehaved: (.crash, .product, 500, 70),
            .backendUnavailable: (.infrastructure, .host, 503, 69),
            .noSpace: (.transient, .host, 507, 74),
            .internal: (.crash, .product, 500, 70),
        ]
        for code in Failure.Code.allCases {
            let row = expected[code].map {
                FailurePolicy(retry: $0.0, fault: $0.1, httpStatus: $0.2, exitCode: $0.3)
            }
            #expect(code.policy == row, "\(code)")
        }
    }

    /// Rules that hold for every line.
    @Test(arguments: Failure.Code.allCases)
    func itsRules(code: Failure.Code) {
        let policy = code.policy
        #expect((400...599).contains(policy.httpStatus))
        #expect((policy.fault == .requester) == (policy.httpStatus < 500 && policy.fault != .media))
        #expect(policy.exitCode == 1 || (64...78).contains(policy.exitCode))
        if policy.fault == .requester || policy.fault == .media { #expect(policy.retry == .never) }
        #expect(!code.title.contains("_"))
    }
}
