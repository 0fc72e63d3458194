import CLinux
import Glibc
import Platform

/// What a worker takes from itself after the fork and before it reads its job. Every step is fatal for it: a worker
/// that cannot be sealed as its tier says never gets a job.
package struct WorkerSeal: Sendable {
    /// What is in force, as the worker reports it.
    package struct Report: Sendable, Equatable {
        package var layers: [Layer]
        /// 0 where the kernel has no Landlock.
        package var landlockVersion: Int32

        package init(layers: [Layer], landlockVersion: Int32) {
            self.layers = layers
            self.landlockVersion = landlockVersion
        }
    }

    package let tier: Tier
    /// What the template took away already.
    let inherited: [Layer]
    /// Left out on purpose, to see in a test what the others still hold.
    let omitted: Set<Layer>
    private let filter: Filter

    /// Made once, in the template: the filter is compiled here.
    package init(_ tier: Tier, inherited: [Layer], omitting omitted: Set<Layer> = []) {
        self.tier = tier
        self.inherited = inherited
        self.omitted = omitted
        filter = FilterCompiler.compile()
    }

    /// Puts the job socket at descriptor 3, in place of the template's control socket, and the log pipe at standard
    /// error.
    package static func place(socket: Int32, log: Int32) throws(SealFailure) {
        guard dup2(socket, TemplateSeal.controlDescriptor) >= 0, dup2(log, STDERR_FILENO) >= 0 else {
            throw .current("dup2")
        }
        do throws(SystemFailure) {
            try File.setNonBlocking(TemplateSeal.controlDescriptor, false)
        } catch {
            throw SealFailure("fcntl", nil, error.errno)
        }
    }

    /// Seals the calling process, which keeps descriptors 0 to 3.
    package func apply(_ limits: ResourceLimits) throws(SealFailure) -> Report {
        var report = Report(layers: inherited, landlockVersion: 0)
        guard clinux_close_range(4, ~0, 0) == 0 else { throw .current("close_range") }
        try TemplateSeal.dieWithParent()
        guard tier != .none else {
            try limits.apply(boundsThreads: false)
            report.layers.append(.limits)
            return report
        }
        if tier == .a { report.layers.append(.processNamespace) }
        for layer in Self.order where !omitted.contains(layer) {
            if try apply(layer, limits, &report) { report.layers.append(layer) }
        }
        let missing = Layer.required(by: tier).subtracting(report.layers).subtracting(omitted)
        guard missing.isEmpty else {
            throw SealFailure("missing \(missing.map(\.rawValue).sorted().joined(separator: ", "))")
        }
        return report
    }

    private static let order: [Layer] = [
        .noNewPrivileges, .notDumpable, .memoryDenyWriteExecute, .limits, .capabilities, .landlock, .seccomp,
    ]

    /// - Returns: whether the layer is in force; false where the kernel does not have it and the tier can do without.
    private func apply(
        _ layer: Layer, _ limits: ResourceLimits, _ report: inout Report
    ) throws(SealFailure) -> Bool {
        switch layer {
        case .ownUser, .namespaces, .emptyRoot, .processNamespace: return false
        case .noNewPrivileges:
            guard clinux_no_new_privileges() == 0 else { throw .current("prctl", layer) }
        case .notDumpable:
            guard clinux_not_dumpable() == 0 else { throw .current("prctl", layer) }
        case .memoryDenyWriteExecute: return clinux_deny_write_execute() == 0
        case .limits:
            try limits.apply(boundsThreads: tier == .a || inherited.contains(.ownUser))
        case .capabilities: try dropCapabilities()
        case .landlock:
            let version = clinux_landlock_version()
            guard version >= 1 else { return false }
            let rights = LandlockRights(version: version)
            guard clinux_landlock_deny(version, rights.fileSystem, rights.network, rights.scoped) == 0 else {
                throw .current("landlock_restrict_self", layer)
            }
            report.landlockVersion = version
        case .seccomp: try filter.forProcess(getpid()).install()
        }
        return true
    }

    private func dropCapabilities() throws(SealFailure) {
        // Only who holds CAP_SETPCAP can empty the bounding set; for the others no_new_privs makes it idle.
        if tier == .a {
            guard clinux_drop_bounding_set() == 0 else { throw .current("drop bounding set", .capabilities) }
            guard clinux_lock_secure_bits() == 0 else { throw .current("lock secure bits", .capabilities) }
        }
        guard clinux_drop_capabilities() == 0 else { throw .current("capset", .capabilities) }
        guard clinux_has_capabilities() == 0 else { throw SealFailure("capabilities are left", .capabilities) }
    }
}
