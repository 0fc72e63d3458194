import Client
import Platform

/// A `millraced` of our own, with an empty queue, from its start to its end.
final class Millraced {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let process: ChildProcess
    private let socketFolder: String
    /// Children of the coordinator when nothing is to do: templates and parked workers.
    private var idleChildren = 0

    var pid: Int32 { process.pid }

    /// Starts it and waits until its pool is complete.
    init(programs: String, folder: String, workers: Int) throws {
        // A socket's path is short; the folder may not be.
        socketFolder = try Directory.createTemporary(prefix: "/tmp/bench-end-to-end.")
        process = try SpawnThread.shared.spawn(
            executable: "\(programs)/millraced",
            arguments: [
                "--socket", "\(socketFolder)/s", "--state", "\(folder)/state", "--workers", "\(workers)",
                "--log-level", "warning",
            ], environment: [:], descriptors: [(2, 2)], parentDeathSignal: .kill)
        try waitUntilItAnswers()
        var children = -1
        while children != self.children.count {
            children = self.children.count
            Sleep.milliseconds(200)
        }
        idleChildren = children
    }

    func client() -> Client { Client(socketPath: "\(socketFolder)/s") }

    /// Templates and workers.
    var children: [Int32] {
        let tasks = (try? Directory.names(in: "/proc/\(pid)/task")) ?? []
        return tasks.flatMap { task -> [Int32] in
            let bytes = (try? File.contents(of: "/proc/\(pid)/task/\(task)/children")) ?? []
            return String(decoding: bytes, as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
        }
    }

    /// Waits until the workers that a job used up are replaced and parked.
    func settle() {
        for _ in 0..<1000 where children.count != idleChildren { Sleep.milliseconds(1) }
        // The last of them may still be sealing itself.
        Sleep.milliseconds(15)
    }

    /// CPU nanoseconds until now, of the coordinator and of each of its children.
    func cpuTimes() -> [Int32: UInt64] {
        var times: [Int32: UInt64] = [:]
        for pid in [pid] + children { times[pid] = ProcessCPUClock.nanoseconds(of: pid) }
        return times
    }

    /// CPU seconds since `before` of the coordinator and its templates. A worker that came or went meanwhile is not in
    /// it: its whole CPU is in the usage of its job.
    func houseSeconds(since before: [Int32: UInt64]) -> Double {
        let spent = cpuTimes().compactMap { pid, now in before[pid].map { now - $0 } }
        return Double(spent.reduce(0, +)) / 1e9
    }

    /// Ends it in order.
    func stop() throws {
        try process.signal(.terminate)
        guard let exit = try process.wait(milliseconds: 60_000), exit.status == .exited(0) else {
            throw Failure(description: "millraced did not end in order")
        }
        try Directory.removeTree(socketFolder)
    }

    private func waitUntilItAnswers() throws {
        for _ in 0..<12_000 {
            if (try? client().serverFacts()) != nil { return }
            if let exit = try process.reap() { throw Failure(description: "millraced ended: \(exit.status)") }
            Sleep.milliseconds(5)
        }
        throw Failure(description: "millraced did not answer within a minute")
    }
}
