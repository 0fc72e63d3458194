import CLinux
import Glibc

/// A file descriptor with one owner: closed when the value ends. Pass it on with `consume`.
package struct Descriptor: ~Copyable, Sendable {
    /// The number, for a call that only borrows it.
    package let rawValue: Int32

    /// Takes over a descriptor that nobody else closes.
    package init(adopting rawValue: Int32) { self.rawValue = rawValue }

    deinit { if rawValue >= 0 { close(rawValue) } }

    /// Gives the number to a new owner, who must close it.
    package consuming func release() -> Int32 {
        let raw = rawValue
        discard self
        return raw
    }

    /// A second descriptor for the same open file, close-on-exec.
    package borrowing func duplicate() throws(SystemFailure) -> Descriptor {
        let copy = clinux_fcntl(rawValue, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw SystemFailure("fcntl(F_DUPFD_CLOEXEC)", .current) }
        return Descriptor(adopting: copy)
    }
}

/// A descriptor with several owners, closed with the last of them. Pass the object on, not its number: what outlasts
/// the call (a stage, a C context, a message's list) holds the object.
package final class SharedDescriptor: Sendable {
    private let descriptor: Descriptor

    package init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// The number, for one call, valid as long as this object lives. An optimized build ends an array after its last
    /// use, and with it its elements: numbers read out of an array of owners may be closed, and taken by another file,
    /// before the call that gets them. Whoever has several uses ``use(_:_:)``.
    package var rawValue: Int32 { descriptor.rawValue }

    /// Calls `body` with the numbers of all `descriptors`, which stay open until it returns.
    package static func use<Result: ~Copyable, E: Error>(
        _ descriptors: [SharedDescriptor], _ body: ([Int32]) throws(E) -> Result
    ) throws(E) -> Result {
        defer { withExtendedLifetime(descriptors) {} }
        return try body(descriptors.map(\.rawValue))
    }
}
