package import Platform

/// A layer that could not be applied, or a check that found the seal open. Fatal for the process it happened in.
package struct SealFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The call or check that failed, such as `mount tmpfs`.
    package let step: String
    package let layer: Layer?
    package let errno: Errno?

    package init(_ step: String, _ layer: Layer? = nil, _ errno: Errno? = nil) {
        self.step = step
        self.layer = layer
        self.errno = errno
    }

    /// With the calling thread's `errno`.
    static func current(_ step: String, _ layer: Layer? = nil) -> SealFailure {
        SealFailure(step, layer, .current)
    }

    /// Such as `namespaces: unshare: Operation not permitted`.
    package var description: String {
        (layer.map { "\($0.rawValue): " } ?? "") + step + (errno.map { ": \($0)" } ?? "")
    }
}
