import Platform

/// What connects a child with the pool: a socket for frames and a pipe for its standard error. The pool's ends are
/// non-blocking; the child's ends are duplicated into the child and closed here.
struct ChildChannel {
    let socket: SharedDescriptor
    let childSocket: SharedDescriptor
    let log: SharedDescriptor
    let childLog: SharedDescriptor

    init() throws(SystemFailure) {
        var sockets = try SocketPair.sequencedPackets()
        socket = SharedDescriptor(sockets.takeFirst())
        childSocket = SharedDescriptor(sockets.takeSecond())
        var pipe = try Pipe.make()
        log = SharedDescriptor(pipe.takeFirst())
        childLog = SharedDescriptor(pipe.takeSecond())
        try File.setNonBlocking(socket.rawValue)
        try File.setNonBlocking(log.rawValue)
    }
}
