/// One thing that is taken from a worker, in the order in which they are applied. Its raw value is what results and
/// status show.
package enum Layer: String, Sendable, CaseIterable {
    /// An own uid from a reserved range (coordinator run as root).
    case ownUser = "uid"
    /// Own user, mount, network, IPC, host name and cgroup namespaces.
    case namespaces
    /// An empty read-only root.
    case emptyRoot = "empty-root"
    /// Each worker is alone in its process namespace.
    case processNamespace = "pid-namespace"
    case noNewPrivileges = "no-new-privileges"
    /// No core, no ptrace by the same uid, no `/proc/<pid>` of its own.
    case notDumpable = "not-dumpable"
    /// Writable memory never becomes executable (kernel ≥ 6.3).
    case memoryDenyWriteExecute = "mdwe"
    case limits = "rlimits"
    case capabilities
    case landlock
    case seccomp

    /// The layers without which a tier is not that tier.
    package static func required(by tier: Tier) -> Set<Layer> {
        switch tier {
        case .a: required(by: .b).union([.namespaces, .emptyRoot, .processNamespace])
        case .b: required(by: .c).union([.landlock])
        case .c: [.noNewPrivileges, .notDumpable, .limits, .capabilities, .seccomp]
        case .none: [.limits]
        }
    }
}
