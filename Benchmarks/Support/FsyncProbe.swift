package import Platform

/// What it costs, here and now, to append 4 KiB to a file and wait for the disk. Printed beside every figure that
/// contains an fsync: such a figure measures the disk's other users as much as the program.
package enum FsyncProbe {
    /// Milliseconds of each fsync.
    /// - Parameter folder: on the disk that is asked about.
    package static func run(in folder: String, rounds: Int = 60) async throws(SystemFailure) -> Distribution {
        let path = "\(folder)/fsync-probe"
        let file = try File.open(path, [.writeOnly, .create, .truncate])
        let page = [UInt8](repeating: 0xA5, count: 4096)
        defer { try? File.unlink(path) }
        return try await Distribution.milliseconds(rounds: rounds) { () throws(SystemFailure) in
            try File.writeAll(page, to: file.rawValue)
            try File.synchronize(file.rawValue)
        }
    }
}
