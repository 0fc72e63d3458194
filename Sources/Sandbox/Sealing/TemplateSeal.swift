import CLinux
import Glibc
import Platform

/// What a template takes from itself before it forks. It never sees an input; its seal keeps what it inherits
/// (descriptors, the file system, the network) from every worker it will make.
package enum TemplateSeal {
    /// The one descriptor beside the standard three.
    package static let controlDescriptor: Int32 = 3

    /// First of all: nothing but descriptors 0 to 3, no environment, no signal handlers, death with the coordinator.
    ///
    /// A handler would hide how a worker died: Swift's backtracer, where its variable was not set to off, turns a
    /// SIGSEGV into the SIGSYS of its own forbidden `fork`.
    package static func clean() throws(SealFailure) {
        for number in 1..<Int32(32) { signal(number, SIG_DFL) }
        // Both have an error number that says the same.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        guard clinux_close_range(4, ~0, 0) == 0 else { throw .current("close_range") }
        guard clinux_clear_environment() == 0 else { throw .current("clearenv") }
        try dieWithParent()
    }

    /// Root only: becomes a uid that nothing else on the machine runs under, and the gid of the same number.
    package static func become(_ user: UInt32) throws(SealFailure) {
        guard clinux_drop_bounding_set() == 0 else { throw .current("drop bounding set", .ownUser) }
        guard clinux_become(user, user) == 0 else { throw .current("setresuid \(user)", .ownUser) }
        try dieWithParent()  // The kernel forgets it with the uid.
    }

    /// Libraries are loaded and prepared: nothing may have stayed behind that a fork would copy or the kernel would
    /// refuse to seal. Exactly one thread; exactly descriptors 0 to 3, none of them a folder.
    package static func assertUntouched() throws(SealFailure) {
        clinux_announce_seal()
        let threads = try settledThreads()
        guard threads == 1 else { throw SealFailure("\(threads) threads where one is allowed") }
        let open = try entries(of: "/proc/self/fd").compactMap { Int32($0) }
        // The listing sees the descriptor it is read through, the lowest free one.
        guard Set(open).subtracting([4]) == [0, 1, 2, 3] else {
            throw SealFailure("descriptors \(open.sorted()) open where 0 to 3 are allowed")
        }
        for descriptor in 0...controlDescriptor {
            var status = stat()
            guard unsafe fstat(descriptor, &status) == 0 else { throw .current("fstat \(descriptor)") }
            guard status.st_mode & S_IFMT != S_IFDIR else { throw SealFailure("descriptor \(descriptor) is a folder") }
        }
    }

    /// How many threads there are. A thread that was joined is gone for its program, while the kernel may still be
    /// taking it down: it gets a second for that.
    private static func settledThreads() throws(SealFailure) -> Int {
        let deadline = MonotonicClock.nanoseconds() + 1_000_000_000
        while true {
            let count = try entries(of: "/proc/self/task").count
            if count == 1 || MonotonicClock.nanoseconds() > deadline { return count }
            Sleep.milliseconds(1)
        }
    }

    /// Seals the template as `tier` says, and returns what that took away.
    package static func enter(_ tier: Tier) throws(SealFailure) -> [Layer] {
        guard tier == .a else { return [] }
        // /proc/self belongs to root while a process is not dumpable, as it is after a change of uid.
        guard clinux_dumpable() == 0 else { throw .current("prctl dumpable", .namespaces) }
        let (uid, gid) = (geteuid(), getegid())
        guard clinux_unshare(Namespaces.template) == 0 else { throw .current("unshare", .namespaces) }
        try write("deny", to: "/proc/self/setgroups")
        try write("\(insideID) \(uid) 1", to: "/proc/self/uid_map")
        try write("\(insideID) \(gid) 1", to: "/proc/self/gid_map")
        var step: UnsafePointer<CChar>?
        guard unsafe clinux_pivot_to_empty_root("/proc", &step) == 0 else {
            let error = Errno.current
            throw SealFailure(unsafe step.map { unsafe String(cString: $0) } ?? "pivot_root", .emptyRoot, error)
        }
        guard clinux_not_dumpable() == 0 else { throw .current("prctl dumpable", .notDumpable) }
        try dieWithParent()
        return [.namespaces, .emptyRoot]
    }

    /// The uid and gid inside. Not 0: SVT-AV1 asks for real-time priority when it runs as root.
    private static let insideID = 65_534

    static func dieWithParent() throws(SealFailure) {
        guard clinux_parent_death_signal(SIGKILL) == 0 else { throw .current("prctl parent-death signal") }
    }

    private static func write(_ text: String, to path: String) throws(SealFailure) {
        do throws(SystemFailure) {
            let file = try File.open(path, .writeOnly)
            try File.writeAll(Array(text.utf8), to: file.rawValue)
        } catch {
            throw SealFailure("write \(path)", .namespaces, error.errno)
        }
    }

    private static func entries(of path: String) throws(SealFailure) -> [String] {
        do throws(SystemFailure) {
            return try Directory.names(in: path)
        } catch {
            throw SealFailure("list \(path)", nil, error.errno)
        }
    }
}
