import CLinux
package import Platform

/// Makes worker processes from a template, which has one thread.
package enum WorkerFork {
    /// To be called once in the template.
    package static func prepare() throws(SealFailure) {
        guard clinux_prepare_clone() == 0 else { throw .current("find the thread id word") }
    }

    /// Copies the process; returns 0 in the copy and its pid in the template.
    /// - Parameter adoptedByParent: the template's own parent (the coordinator) becomes the worker's, so that it can
    ///   wait for it and holds a pidfd of it without a race.
    package static func fork(_ tier: Tier, adoptedByParent: Bool = true) throws(SystemFailure) -> Int32 {
        let flags = (tier == .a ? Namespaces.process : 0) | (adoptedByParent ? Namespaces.sameParent : 0)
        let pid = clinux_clone(flags)
        guard pid >= 0 else { throw SystemFailure("clone", .current) }
        return pid
    }
}
