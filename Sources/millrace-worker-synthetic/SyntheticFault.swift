import Glibc
import JobModel
import Platform
import WorkerProtocol

/// The ways in which a backend can go wrong, on request: what the coordinator must survive.
enum SyntheticFault: String, CaseIterable {
    case none
    /// Dies of SIGSEGV.
    case segv
    /// Calls `abort`. In a process namespace of its own the C library's last resort is SIGSEGV: process 1 ignores
    /// SIGABRT.
    case abort
    /// Sends itself SIGKILL. Process 1 of a namespace ignores that too and then hangs.
    case kill
    /// Sleeps for ever.
    case hang
    /// Exits with status 3 and without a last word.
    case exit
    /// Sends bytes that are no frame.
    case garbage
    /// Sends a frame longer than the protocol allows.
    case oversize
    /// Sends small frames as fast as it can, for ever.
    case flood
    /// Meets a full disk.
    case enospc
    /// Asks for a socket, which the filter answers with SIGSYS.
    case syscall

    /// Does not return where the fault ends or hangs the process.
    func strike() throws(Failure) {
        switch self {
        case .none: break
        case .segv:
            let nowhere = unsafe UnsafeMutablePointer<UInt8>(bitPattern: 8)
            unsafe nowhere?.pointee = 1
        case .abort: Glibc.abort()
        case .kill:
            raise(SIGKILL)
            Self.hangForEver()
        case .hang: Self.hangForEver()
        case .exit: CurrentProcess.exitNow(3)
        case .garbage: Self.send([UInt8](repeating: 0x5A, count: 64))
        case .oversize: Self.send([UInt8](repeating: 0, count: WorkerProtocol.maxFrameBytes + 1))
        case .flood:
            let frame = WorkerFrame.progress(JobProgress(phase: .transcoding)).encoded(fence: 0)
            while Self.send(frame) {}
        case .enospc: throw WriteFailure.failure(SystemFailure("write", .noSpace))
        case .syscall:
            socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            throw Failure(.internal, "The system call went through: there is no sandbox.")
        }
    }

    @discardableResult
    private static func send(_ bytes: [UInt8]) -> Bool {
        (try? File.writeAll(bytes, to: WorkerProtocol.socketDescriptor)) != nil
    }

    private static func hangForEver() -> Never {
        while true { Sleep.milliseconds(60_000) }
    }
}
