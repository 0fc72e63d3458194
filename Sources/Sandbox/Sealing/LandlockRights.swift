/// Every right that a Landlock version can deny. The kernel refuses bits that it does not know.
struct LandlockRights {
    var fileSystem: UInt64
    /// Binding and connecting TCP.
    var network: UInt64
    /// Abstract Unix sockets and signals to processes outside.
    var scoped: UInt64

    init(version: Int32) {
        fileSystem =
            switch version {
            case ...1: 0x1FFF
            case 2: 0x3FFF  // + link and rename across folders
            case 3, 4: 0x7FFF  // + truncate
            default: 0xFFFF  // + ioctl of devices
            }
        network = version >= 4 ? 0x3 : 0
        scoped = version >= 6 ? 0x3 : 0
    }
}
