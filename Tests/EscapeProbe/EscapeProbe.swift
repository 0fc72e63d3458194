import CSystemCall
import Glibc
import Platform
import Sandbox

/// Makes every attempt in a sealed process of its own and prints one line for each: `name: outcome`, where the outcome
/// is `ok`, an errno, or a signal. Used by `SandboxTests`.
///
/// Usage: `escape-probe TIER [--uid N] [--omit LAYER] [--only NAME]…`
@main
enum EscapeProbe {
    static func main() {
        do {
            try run(CommandLineArguments.all)
        } catch {
            StandardStreams.writeToError("escape-probe: \(error)\n")
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) throws {
        let values = Dictionary(
            grouping: stride(from: 1, to: arguments.count - 1, by: 2), by: { arguments[$0] }
        ).mapValues { $0.map { arguments[$0 + 1] } }
        guard let word = arguments.first, let tier = Tier(rawValue: word) else { exit(64) }
        let omitted = Set((values["--omit"] ?? []).compactMap(Layer.init(rawValue:)))
        try TemplateSeal.clean()
        var layers: [Layer] = []
        if let user = values["--uid"]?.first.flatMap(UInt32.init) {
            try TemplateSeal.become(user)
            layers.append(.ownUser)
        }
        let victim = startVictim()
        defer { kill(victim, SIGKILL) }
        try WorkerFork.prepare()
        try TemplateSeal.assertUntouched()
        let seal = WorkerSeal(tier, inherited: layers + (try TemplateSeal.enter(tier)), omitting: omitted)
        let parent = Int(getpid())
        let attempts = allAttempts(victim: Int(victim), parent: parent)
        let chosen = values["--only"].map { only in
            (attempts + attemptsOnRequest).filter { only.contains($0.name) }
        }
        for attempt in chosen ?? attempts {
            let pid = try WorkerFork.fork(tier, adoptedByParent: false)
            if pid == 0 { try child(attempt, seal) }
            var status: Int32 = 0
            unsafe waitpid(pid, &status, 0)
            let signal = status & 0x7F
            if signal != 0 { report(attempt.name, "killed by \(Signal(rawValue: signal))") }
            if status == 99 << 8 { report(attempt.name, "could not be sealed") }
        }
    }

    /// A process of the same uid, outside the seal, that sleeps.
    private static func startVictim() -> Int32 {
        var pid: pid_t = 0
        let arguments: [UnsafeMutablePointer<CChar>?] = unsafe [strdup("sleep"), strdup("600"), nil]
        unsafe posix_spawn(&pid, "/bin/sleep", nil, nil, arguments, nil)
        return pid
    }

    private static func child(_ attempt: Attempt, _ seal: WorkerSeal) throws -> Never {
        let limits = ResourceLimits(
            memoryBytes: 1 << 30, cpuSeconds: 5, fileBytes: 1 << 20, openFiles: 16, threads: 64)
        do {
            _ = try seal.apply(limits)
        } catch {
            StandardStreams.writeToError("\(error)\n")
            _exit(99)
        }
        let result = attempt.act()
        report(attempt.name, result >= 0 ? "ok" : errorName(Int32(-result)))
        _exit(0)
    }

    private static func report(_ name: String, _ outcome: String) {
        StandardStreams.writeToOutput("\(name): \(outcome)\n")
    }

    private static func errorName(_ number: Int32) -> String {
        let names: [Int32: String] = [
            EPERM: "EPERM", ENOENT: "ENOENT", ESRCH: "ESRCH", EACCES: "EACCES", EBADF: "EBADF", EFAULT: "EFAULT",
            EINVAL: "EINVAL", ENOTTY: "ENOTTY", EFBIG: "EFBIG", ENOSYS: "ENOSYS", ENOMEM: "ENOMEM", EROFS: "EROFS",
            ENETUNREACH: "ENETUNREACH", ECONNREFUSED: "ECONNREFUSED",
        ]
        return names[number] ?? "errno \(number)"
    }
}
