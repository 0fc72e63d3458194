import Glibc

/// Reading and writing bytes. Counts may be short, as the kernel's are; `readAll` and `writeAll` go on to the end.
extension File {
    /// Up to a buffer's length from the file's offset; 0 at the end, nil where it would block.
    package static func read(
        _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
    ) throws(SystemFailure) -> Int? {
        try faultPoint(.read, descriptor)
        return try orWouldBlock { () throws(SystemFailure) in
            try retrying("read") { unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
        }
    }

    /// Up to a buffer's length from `offset`; 0 at the end. The file's own offset stays.
    package static func read(
        _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
    ) throws(SystemFailure) -> Int {
        try faultPoint(.read, descriptor)
        return try retrying("pread") { unsafe pread(descriptor, buffer.baseAddress, buffer.count, Int(offset)) }
    }

    /// Writes some of the buffer at the file's offset; nil where it would block.
    package static func write(
        _ buffer: UnsafeRawBufferPointer, to descriptor: Int32
    ) throws(SystemFailure) -> Int? {
        try faultPoint(.write, descriptor)
        return try orWouldBlock { () throws(SystemFailure) in
            try retrying("write") { unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count) }
        }
    }

    /// Writes some of the buffer at `offset`. The file's own offset stays.
    package static func write(
        _ buffer: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int64
    ) throws(SystemFailure) -> Int {
        try faultPoint(.write, descriptor)
        return try retrying("pwrite") { unsafe pwrite(descriptor, buffer.baseAddress, buffer.count, Int(offset)) }
    }

    /// Writes all bytes, waiting where it would block.
    package static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(SystemFailure) {
        var done = 0
        while done < bytes.count {
            let count = try unsafe bytes.withUnsafeBufferPointer { (all) throws(SystemFailure) -> Int? in
                try unsafe write(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: all[done...])), to: descriptor)
            }
            if let count { done += count } else { _ = try Poll.wait(descriptor, for: .writable) }
        }
    }

    /// Everything from the file's offset to its end, waiting where it would block.
    /// - Parameter limit: fails with `fileTooLarge` where there is more.
    package static func readAll(_ descriptor: Int32, limit: Int) throws(SystemFailure) -> [UInt8] {
        var all: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = try unsafe part.withUnsafeMutableBufferPointer { (room) throws(SystemFailure) -> Int? in
                try unsafe read(descriptor, into: UnsafeMutableRawBufferPointer(room))
            }
            guard let count else {
                _ = try Poll.wait(descriptor, for: .readable)
                continue
            }
            if count == 0 { return all }
            guard all.count + count <= limit else { throw SystemFailure("read", .fileTooLarge) }
            all += part[..<count]
        }
    }

    /// The content of a file of at most `limit` bytes.
    package static func contents(of path: String, limit: Int = 16 << 20) throws(SystemFailure) -> [UInt8] {
        let file = try open(path, .readOnly)
        do throws(SystemFailure) {
            return try readAll(file.rawValue, limit: limit)
        } catch {
            throw SystemFailure(error.operation, error.errno, subject: path)
        }
    }

    /// Makes or replaces a file in one step for readers: written beside it, synchronised, renamed.
    package static func replace(
        _ path: String, with bytes: [UInt8], mode: UInt32 = 0o644
    ) throws(SystemFailure) {
        let temporary = "\(path).\(getpid()).tmp"
        let file = try open(temporary, [.writeOnly, .create, .truncate], mode: mode)
        do throws(SystemFailure) {
            try writeAll(bytes, to: file.rawValue)
            try synchronize(file.rawValue)
            try rename(temporary, to: path)
        } catch {
            try? unlink(temporary)
            throw SystemFailure(error.operation, error.errno, subject: path)
        }
    }

    private static func orWouldBlock(_ call: () throws(SystemFailure) -> Int) throws(SystemFailure) -> Int? {
        do throws(SystemFailure) {
            return try call()
        } catch  where error.errno == .wouldBlock {
            return nil
        }
    }
}
