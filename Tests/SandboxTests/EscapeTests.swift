import CLinux
import Platform
import Testing

@testable import Sandbox

/// A sealed process tries what a taken-over decoder would try. The outcome of each attempt is exact: a change of
/// policy shows in `Golden/escapes.txt`.
@Suite(.serialized, .enabled(if: clinux_is_sanitized() == 0, "a sanitizer changes memory and signals"))
struct EscapeTests {
    private static let isRoot = User.effectiveID == 0

    @Test(
        .enabled(if: isRoot, "needs root"), arguments: [Tier.a, .b])
    func everyAttemptEndsAsDocumentedForRoot(tier: Tier) throws {
        let outcomes = try ProbeRun.output([tier.rawValue, "--uid", "61001"])
        #expect(try outcomes == Golden.expected("escapes.txt", updatingTo: outcomes))
    }

    @Test(
        .enabled(if: ProbeRun.worksAsNobody, "an ordinary user cannot enter this folder"), arguments: [Tier.a, .b, .c])
    func everyAttemptEndsAsDocumentedForAnOrdinaryUser(tier: Tier) throws {
        let outcomes = try ProbeRun.output([tier.rawValue], asNobody: true)
        #expect(try outcomes == Golden.expected("escapes.txt", updatingTo: outcomes))
    }

    @Test(.enabled(if: isRoot, "needs root"), arguments: [Tier.a, .b])
    func threadsStopAtTheLimitOfAnOwnUser(tier: Tier) throws {
        let outcome = try ProbeRun.output([tier.rawValue, "--uid", "61003", "--only", "threads until refused"])
        #expect(outcome == "threads until refused: ok\n")
    }

    @Test(.enabled(if: ProbeRun.worksAsNobody, "an ordinary user cannot enter this folder"))
    func threadsStopAtTheLimitInANamespace() throws {
        let outcome = try ProbeRun.output(["A", "--only", "threads until refused"], asNobody: true)
        #expect(outcome == "threads until refused: ok\n")
    }

    /// What is left when one layer is gone. Never as root: some of these calls would be real.
    @Test(
        .enabled(if: ProbeRun.worksAsNobody, "an ordinary user cannot enter this folder"),
        arguments: [
            // The empty root and the process namespace stand behind the filter.
            (Tier.a, [Layer.seccomp], "open /etc/passwd", "ENOENT"),
            (.a, [.seccomp], "open /", "EACCES"),
            (.a, [.seccomp], "execve /bin/sh", "ENOENT"),
            (.a, [.seccomp], "kill victim", "ESRCH"),
            (.a, [.seccomp], "ptrace ATTACH victim", "ESRCH"),
            (.a, [.seccomp], "sethostname", "EPERM"),
            (.a, [.seccomp], "mmap RWX", "EACCES"),
            (.a, [.seccomp, .landlock], "open /etc/passwd", "ENOENT"),
            (.a, [.landlock], "open /etc/passwd", "ENOENT"),
            (.a, [.memoryDenyWriteExecute], "mmap RWX", "EACCES"),
            // Landlock alone.
            (.b, [.seccomp], "open /etc/passwd", "EACCES"),
            (.b, [.seccomp], "create a file", "EACCES"),
            (.b, [.seccomp], "execve /bin/sh", "EACCES"),
            (.b, [.seccomp], "kill victim", "EPERM"),
            (.b, [.seccomp], "ptrace ATTACH victim", "EPERM"),
            // Both gone: the test can fail, because the call then works.
            (.b, [.seccomp, .landlock], "open /etc/passwd", "ok"),
            (.b, [.seccomp, .landlock], "kill victim", "ok"),
            (.b, [.seccomp], "write the input", "EBADF"),
            (.b, [.seccomp], "any descriptor beyond 3", "EBADF"),
        ])
    func aMissingLayerHasABackstop(tier: Tier, omitted: [Layer], name: String, outcome: String) throws {
        let arguments = [tier.rawValue, "--only", name] + omitted.flatMap { ["--omit", $0.rawValue] }
        #expect(try ProbeRun.output(arguments, asNobody: true) == "\(name): \(outcome)\n")
    }
}
