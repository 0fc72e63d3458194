import CLinux
import Glibc

/// Messages with descriptors (`SCM_RIGHTS`) over Unix sockets.
package enum Message {
    /// Most descriptors in one message.
    package static let maxDescriptors = Int(clinux_max_descriptors)

    /// How a receive ended.
    package enum Received: Sendable, Equatable {
        /// So many bytes were placed in the buffer. The descriptors, close-on-exec, belong to the caller.
        case message(count: Int, descriptors: [Int32])
        /// The peer is gone and nothing is left to read. (An empty message looks the same.)
        case endOfStream
        case wouldBlock
        /// Bytes or descriptors did not fit; what came is lost and the descriptors are closed.
        case truncated
    }

    /// Sends one message, with duplicates of `descriptors`.
    /// - Returns: the bytes sent (all of them on a packet socket); nil where it would block.
    @discardableResult
    package static func send(
        _ bytes: UnsafeRawBufferPointer, descriptors: [Int32] = [], to socket: Int32
    ) throws(SystemFailure) -> Int? {
        try faultPoint(.send, socket)
        let sent = unsafe clinux_send(socket, bytes.baseAddress, bytes.count, descriptors, descriptors.count)
        if sent >= 0 { return sent }
        let error = Errno.current
        if error == .wouldBlock { return nil }
        throw SystemFailure("sendmsg", error)
    }

    /// As ``send(_:descriptors:to:)`` above, for an array.
    @discardableResult
    package static func send(
        _ bytes: [UInt8], descriptors: [Int32] = [], to socket: Int32
    ) throws(SystemFailure) -> Int? {
        try unsafe bytes.withUnsafeBufferPointer { (all) throws(SystemFailure) -> Int? in
            try unsafe send(UnsafeRawBufferPointer(all), descriptors: descriptors, to: socket)
        }
    }

    /// As ``send(_:descriptors:to:)`` above, with duplicates of descriptors that have owners.
    @discardableResult
    package static func send(
        _ bytes: [UInt8], files: [SharedDescriptor], to socket: Int32
    ) throws(SystemFailure) -> Int? {
        try SharedDescriptor.use(files) { (numbers) throws(SystemFailure) -> Int? in
            try send(bytes, descriptors: numbers, to: socket)
        }
    }

    /// Receives one message.
    package static func receive(
        from socket: Int32, into buffer: UnsafeMutableRawBufferPointer, maxDescriptors: Int = 0
    ) throws(SystemFailure) -> Received {
        try faultPoint(.receive, socket)
        var count = min(maxDescriptors, Self.maxDescriptors)
        var descriptors = count == 0 ? [] : [Int32](repeating: -1, count: count)
        var truncated: Int32 = 0
        let received = unsafe clinux_receive(
            socket, buffer.baseAddress, buffer.count, &descriptors, &count, &truncated)
        if received < 0 {
            let error = Errno.current
            if error == .wouldBlock { return .wouldBlock }
            if error == .connectionReset { return .endOfStream }
            throw SystemFailure("recvmsg", error)
        }
        if truncated != 0 { return .truncated }
        if received == 0 {
            for descriptor in descriptors.prefix(count) { close(descriptor) }
            return .endOfStream
        }
        descriptors.removeLast(descriptors.count - count)
        return .message(count: received, descriptors: descriptors)
    }

    /// As ``receive(from:into:maxDescriptors:)`` above, into an array whose length bounds the message.
    package static func receive(
        from socket: Int32, into buffer: inout [UInt8], maxDescriptors: Int = 0
    ) throws(SystemFailure) -> Received {
        try unsafe buffer.withUnsafeMutableBufferPointer { (room) throws(SystemFailure) -> Received in
            try unsafe receive(from: socket, into: UnsafeMutableRawBufferPointer(room), maxDescriptors: maxDescriptors)
        }
    }
}
