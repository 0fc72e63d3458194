/// Bits of clone(2) and unshare(2), from the kernel's `sched.h`.
enum Namespaces {
    static let mount: UInt64 = 0x0002_0000
    static let cgroup: UInt64 = 0x0200_0000
    static let hostName: UInt64 = 0x0400_0000
    static let interprocess: UInt64 = 0x0800_0000
    static let user: UInt64 = 0x1000_0000
    static let process: UInt64 = 0x2000_0000
    static let network: UInt64 = 0x4000_0000
    /// Not a namespace: the child's parent is the caller's parent.
    static let sameParent: UInt64 = 0x8000

    /// What a template leaves. The process namespace is each worker's own.
    static let template = user | mount | network | interprocess | hostName | cgroup
}
