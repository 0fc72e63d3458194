package import CLinux

/// A seccomp filter: a classic BPF program made from ``SystemCallTable``.
package struct Filter: Sendable {
    package internal(set) var program: [clinux_bpf_instruction]
    /// Where the program compares with the worker's own process id.
    let ownProcessOperands: [Int]

    /// The program for a process of this id.
    package func forProcess(_ pid: Int32) -> Filter {
        var copy = self
        for index in ownProcessOperands { copy.program[index].operand = UInt32(bitPattern: pid) }
        return copy
    }

    /// Puts the calling thread under the filter. Needs ``Layer/noNewPrivileges``.
    func install() throws(SealFailure) {
        guard unsafe clinux_install_filter(program, program.count) == 0 else { throw .current("seccomp", .seccomp) }
    }
}
