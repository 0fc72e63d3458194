import CLinux
import Glibc
import Platform

/// Finds the tier by doing all of it: a throw-away process seals itself as a template, forks a worker that seals and
/// checks itself, and that worker must then die of SIGSYS at its first forbidden call. A probe of single calls lies:
/// some systems allow `unshare` and then refuse the mount.
package enum TierProbe {
    /// What the machine can do.
    package struct Finding: Sendable, Equatable {
        /// The best tier that works; nil where none does.
        package var tier: Tier?
        /// What was in force in the probe's worker.
        package var report: WorkerSeal.Report
        /// Why each better one does not, in words.
        package var obstacles: [Tier: String]
    }

    /// Tries the tiers from the best down. The caller has one thread and has called ``WorkerFork/prepare()``.
    /// - Parameter inherited: what the caller has taken from itself.
    package static func find(inherited: [Layer] = []) -> Finding {
        var finding = Finding(
            tier: nil, report: WorkerSeal.Report(layers: inherited, landlockVersion: 0), obstacles: [:])
        for tier in [Tier.a, .b, .c] {
            switch attempt(tier, inherited) {
            case .success(let report):
                finding.tier = tier
                finding.report = report
                return finding
            case .failure(let obstacle): finding.obstacles[tier] = obstacle.description
            }
        }
        return finding
    }

    static func attempt(_ tier: Tier, _ inherited: [Layer]) -> Result<WorkerSeal.Report, SealFailure> {
        var ends: [Int32] = [-1, -1]
        guard unsafe clinux_pipe(&ends) == 0 else { return .failure(.current("pipe")) }
        let reader = Descriptor(adopting: ends[0])
        let writer = Descriptor(adopting: ends[1])
        let child = clinux_clone(0)
        if child == 0 {
            // Takes the place of the control socket, which a throw-away process must not hold.
            if dup2(writer.rawValue, TemplateSeal.controlDescriptor) < 0 { _exit(1) }
            _exit(runChain(tier, inherited))
        }
        guard child > 0 else { return .failure(.current("clone")) }
        close(writer.release())
        let words = String(decoding: (try? File.readAll(reader.rawValue, limit: 4096)) ?? [], as: UTF8.self)
        let status = clinux_wait(child)
        if status == 0, let report = WorkerSeal.Report(words: words) { return .success(report) }
        return .failure(SealFailure(words.isEmpty ? "the probe died (wait status \(status))" : words))
    }

    /// The whole chain, in the throw-away process. Returns its exit code; what went wrong is on descriptor 3.
    private static func runChain(_ tier: Tier, _ inherited: [Layer]) -> Int32 {
        do throws(SealFailure) {
            let layers = try TemplateSeal.enter(tier)
            let seal = WorkerSeal(tier, inherited: inherited + layers)
            let worker = clinux_clone(tier == .a ? Namespaces.process : 0)
            if worker == 0 { _exit(runWorker(seal)) }
            guard worker > 0 else { throw .current("clone", .processNamespace) }
            let status = clinux_wait(worker)
            // The low seven bits of a wait status are the signal; an exit has none.
            if status & 0x7F == SIGSYS { return 0 }
            if status != failedStatus { say("the worker was not killed by a forbidden call (wait status \(status))") }
            return 1
        } catch {
            say(error.description)
            return 1
        }
    }

    private static func runWorker(_ seal: WorkerSeal) -> Int32 {
        let limits = ResourceLimits(
            memoryBytes: 1 << 30, cpuSeconds: 10, fileBytes: 1 << 20, openFiles: 16, threads: 64)
        do throws(SealFailure) {
            let report = try seal.apply(limits)
            try SelfCheck.run(seal.tier, openFiles: limits.openFiles)
            say(report.words)
        } catch {
            say(error.description)
            return 2
        }
        _ = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        return 0
    }

    /// The wait status of a worker that has said what went wrong.
    private static let failedStatus: Int32 = 2 << 8

    private static func say(_ words: String) {
        try? File.writeAll(Array(words.utf8.prefix(2048)), to: TemplateSeal.controlDescriptor)
    }
}

extension WorkerSeal.Report {
    /// The Landlock version and the layers, parted by spaces: how a probe's worker tells its template.
    fileprivate var words: String { ([String(landlockVersion)] + layers.map(\.rawValue)).joined(separator: " ") }

    fileprivate init?(words: String) {
        let parts = words.split(separator: " ")
        guard let first = parts.first, let version = Int32(first) else { return nil }
        self.init(layers: parts.dropFirst().compactMap { Layer(rawValue: String($0)) }, landlockVersion: version)
    }
}
