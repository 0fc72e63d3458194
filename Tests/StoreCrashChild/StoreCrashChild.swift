import JobModel
import JobStore
import Platform

/// A program for the crash tests of the store: works on a database until it is killed, and writes a line to standard
/// output for everything that the store acknowledged.
///
/// `store-crash-child DATABASE` runs until killed, eight callers at a time.
/// `store-crash-child DATABASE COUNT` submits COUNT jobs one after another and ends.
@main
enum StoreCrashChild {
    static func main() async throws {
        let arguments = CommandLineArguments.all
        let store = try SQLiteJobStore(path: arguments[0])
        if arguments.count > 1, let count = Int(arguments[1]) {
            for _ in 0..<count { _ = try await store.submit([job()]) }
            return await store.close()
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { while true { try await oneJob(store) } } }
            try await group.waitForAll()
        }
    }

    private static func oneJob(_ store: SQLiteJobStore) async throws {
        let submitted = try await store.submit([job()])[0]
        acknowledge("submitted \(submitted.record.id)")
        for claimed in try await store.claim(upTo: 1, lease: 30) {
            acknowledge("claimed \(claimed.key.job) \(claimed.key.fence)")
            try await store.fail(claimed.key, Failure(.workerCrashed, "A test."), then: .final)
            acknowledge("failed \(claimed.key.job) \(claimed.key.fence)")
        }
    }

    private static func job() -> NewJob {
        let created = Timestamp(milliseconds: RealtimeClock.milliseconds())
        return NewJob(
            id: JobID(created: created),
            spec: JobSpec(
                input: InputSpec(path: "/in"), outputs: [], labels: ["padding": String(repeating: "x", count: 300)]),
            requester: Requester(uid: 0, gid: 0))
    }

    private static func acknowledge(_ line: String) { StandardStreams.writeToOutput(line + "\n") }
}
