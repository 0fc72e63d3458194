import JobModel
import Platform

/// The input, read at offsets.
struct InputFile {
    private let descriptor: SharedDescriptor

    init(_ descriptor: SharedDescriptor) { self.descriptor = descriptor }

    /// Up to `count` bytes from `offset`; fewer only at the end of the file.
    func read(_ count: Int, at offset: Int64) throws(Failure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let part: Int
            do throws(SystemFailure) {
                part = try unsafe bytes.withUnsafeMutableBufferPointer { (room) throws(SystemFailure) -> Int in
                    let rest = unsafe UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(room)[done...])
                    return try unsafe File.read(descriptor.rawValue, into: rest, at: offset + Int64(done))
                }
            } catch {
                throw Failure(.inputUnreadable, "The input cannot be read.", stage: "demux", cause: error.description)
            }
            if part == 0 { break }
            done += part
        }
        bytes.removeLast(count - done)
        return bytes
    }
}

/// A failed write in the words of jobs.
enum WriteFailure {
    static func failure(_ error: SystemFailure) -> Failure {
        switch error.errno {
        case .noSpace, .quota:
            Failure(.noSpace, "The disk of the output is full.", stage: "mux", cause: error.errno.description)
        case .fileTooLarge:
            Failure(.limitExceeded, "The output grew beyond its bound.", stage: "mux", cause: error.errno.description)
        default:
            Failure(.outputUnwritable, "The output cannot be written.", stage: "mux", cause: error.errno.description)
        }
    }
}
