import CLinux

/// One instruction of a filter while it is being made: a jump to the failure of its rule has no distance yet.
struct BPF {
    enum Comparison: UInt16 {
        case equal = 0x15
        case greater = 0x25
        case anyBit = 0x45
    }

    private(set) var instruction: clinux_bpf_instruction
    /// The operand becomes the process id of the worker.
    private(set) var isOwnProcess = false

    private init(code: UInt16, _ operand: UInt32, ifTrue: UInt8 = 0, ifFalse: UInt8 = 0) {
        instruction = clinux_bpf_instruction(code: code, jump_true: ifTrue, jump_false: ifFalse, operand: operand)
    }

    /// Loads 32 bits of `struct seccomp_data`.
    static func load(_ offset: UInt32) -> BPF { BPF(code: 0x20, offset) }

    static func and(_ mask: UInt32) -> BPF { BPF(code: 0x54, mask) }

    /// Compares what was loaded; the distances count the instructions skipped.
    static func jump(_ comparison: Comparison, _ operand: UInt32, ifTrue: UInt8, ifFalse: UInt8) -> BPF {
        BPF(code: comparison.rawValue, operand, ifTrue: ifTrue, ifFalse: ifFalse)
    }

    /// Falls through where what was loaded is the worker's own process id.
    static var ownProcess: BPF {
        var result = jump(.equal, 0, ifTrue: 0, ifFalse: .failure)
        result.isOwnProcess = true
        return result
    }

    static func returns(_ verdict: SystemCallRule.Verdict) -> BPF {
        switch verdict {
        case .allow: BPF(code: 0x06, 0x7FFF_0000)
        case .refuse(let error): BPF(code: 0x06, 0x0005_0000 | UInt32(error.rawValue))
        case .pretend: BPF(code: 0x06, 0x0005_0000)
        case .kill: BPF(code: 0x06, 0x8000_0000)
        }
    }

    mutating func resolveFailure(distance: Int) {
        if instruction.jump_true == .failure { instruction.jump_true = UInt8(distance) }
        if instruction.jump_false == .failure { instruction.jump_false = UInt8(distance) }
    }
}

extension UInt8 {
    /// Stands for the distance to the failure of a rule; no rule is that long.
    static let failure: UInt8 = 255
}
