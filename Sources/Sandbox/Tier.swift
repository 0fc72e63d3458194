/// How much of the isolation this machine can give. Found by ``TierProbe`` before any input is touched.
package enum Tier: String, Sendable, CaseIterable {
    /// User namespaces and mounts work: every layer.
    case a = "A"
    /// No user namespaces: Landlock, capabilities, rlimits, seccomp.
    case b = "B"
    /// No Landlock either (kernel before 5.13): seccomp and rlimits. Only on request.
    case c = "C"
    /// Nothing but rlimits. Only with `--unsafe-no-sandbox`, for input that is trusted.
    case none
}
