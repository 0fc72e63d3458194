import CLinux
import Glibc

/// Two connected ends, closed with the pair unless they are taken out of it.
package struct DescriptorPair: ~Copyable, Sendable {
    package private(set) var first: Descriptor
    package private(set) var second: Descriptor

    /// Gives the first end to the caller; −1 remains here.
    package mutating func takeFirst() -> Descriptor {
        var taken = Descriptor(adopting: -1)
        swap(&taken, &first)
        return taken
    }

    /// Gives the second end to the caller; −1 remains here.
    package mutating func takeSecond() -> Descriptor {
        var taken = Descriptor(adopting: -1)
        swap(&taken, &second)
        return taken
    }
}

/// Connected Unix sockets.
package enum SocketPair {
    /// `SOCK_SEQPACKET`: each send is received as one message.
    package static func sequencedPackets() throws(SystemFailure) -> DescriptorPair {
        try make(SOCK_SEQPACKET.rawValue)
    }

    /// `SOCK_STREAM`.
    package static func stream() throws(SystemFailure) -> DescriptorPair { try make(SOCK_STREAM.rawValue) }

    private static func make(_ kind: UInt32) throws(SystemFailure) -> DescriptorPair {
        var ends: [Int32] = [-1, -1]
        _ = try retrying("socketpair") {
            unsafe socketpair(AF_UNIX, Int32(kind | SOCK_CLOEXEC.rawValue), 0, &ends)
        }
        return DescriptorPair(first: Descriptor(adopting: ends[0]), second: Descriptor(adopting: ends[1]))
    }
}

/// One-way pipes.
package enum Pipe {
    /// `first` is the reading end, `second` the writing end.
    package static func make() throws(SystemFailure) -> DescriptorPair {
        var ends: [Int32] = [-1, -1]
        _ = try retrying("pipe2") { unsafe clinux_pipe(&ends) }
        return DescriptorPair(first: Descriptor(adopting: ends[0]), second: Descriptor(adopting: ends[1]))
    }
}
