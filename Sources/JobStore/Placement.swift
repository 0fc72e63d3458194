import JobModel
import Platform

/// Where the database may lie, checked before SQLite touches the disk.
enum Placement {
    /// Refuses file systems that do not keep SQLite's promises: their locks and fsyncs are another machine's.
    static func refuseNetworkFileSystem(_ path: String) throws(StoreFailure) {
        let folder = self.folder(of: path)
        let isNetwork: Bool
        do throws(SystemFailure) {
            isNetwork = try FileSystem.isNetwork(at: folder)
        } catch {
            throw .unavailable("The state directory \(folder) cannot be used: \(error).")
        }
        if isNetwork {
            throw .unavailable(
                "The state directory \(folder) is on a network file system, where SQLite can lose acknowledged jobs. Name a "
                    + "state directory on a local disk; media may stay where it is.")
        }
    }

    /// Makes a missing database file with mode 0600; SQLite gives its other files the mode of this one.
    static func makePrivate(_ path: String) throws(StoreFailure) {
        do throws(SystemFailure) {
            _ = try File.open(path, [.readWrite, .create], mode: 0o600)
        } catch  where error.errno == .noSpace || error.errno == .quota {
            throw .noSpace("The disk that holds \(path) is full. Free some space and try again.")
        } catch {
            throw .unavailable("The queue database cannot be opened: \(error).")
        }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
