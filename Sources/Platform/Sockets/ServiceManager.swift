import Glibc

/// The service manager that started this program, where there is one (`sd_notify(3)`, without libsystemd).
package enum ServiceManager {
    /// Tells it how the program stands, such as `READY=1` or `STOPPING=1`.
    /// - Parameter address: a path, or `@` and an abstract name.
    /// - Returns: whether anyone was told.
    @discardableResult
    package static func notify(
        _ state: String, address: String? = Environment.variable("NOTIFY_SOCKET")
    ) -> Bool {
        guard let address, address.utf8.count > 1 else { return false }
        return (try? send(Array(state.utf8), to: address)) ?? false
    }

    private static func send(_ bytes: [UInt8], to address: String) throws(SystemFailure) -> Bool {
        var name = try UnixSocket.address(address)
        if address.hasPrefix("@") { name.sun_path.0 = 0 }
        let raw = try retrying("socket") {
            socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        }
        let sender = Descriptor(adopting: raw)
        // An abstract name is as long as it is said to be.
        let length = socklen_t(MemoryLayout<sa_family_t>.size + address.utf8.count)
        let sent = unsafe UnixSocket.withAddress(&name) { pointer, _ in
            unsafe sendto(sender.rawValue, bytes, bytes.count, Int32(MSG_NOSIGNAL), pointer, length)
        }
        return sent == bytes.count
    }
}
