import JobModel
import Scheduling
import Testing

@Suite("Attempt timeouts")
struct AttemptTimeoutTests {
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
