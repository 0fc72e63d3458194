import CLinux

/// Runs a filter as the kernel would, for architectures that the tests do not run on.
struct BPFInterpreter {
    let program: [clinux_bpf_instruction]

    enum Outcome: Equatable {
        case allow, kill
        case errno(UInt32)
    }

    /// - Returns: nil for a program that the kernel would refuse: an unknown instruction, a bad offset, no end.
    func run(architecture: UInt32, number: UInt32, arguments: [UInt64] = []) -> Outcome? {
        var data = [number, architecture, 0, 0]
        for index in 0..<6 {
            let value = index < arguments.count ? arguments[index] : 0
            data += [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
        }
        var accumulator: UInt32 = 0
        var at = 0
        while program.indices.contains(at) {
            let instruction = program[at]
            let operand = instruction.operand
            at += 1
            func branch(_ taken: Bool) { at += Int(taken ? instruction.jump_true : instruction.jump_false) }
            switch instruction.code {
            case 0x20:
                guard operand % 4 == 0, Int(operand / 4) < data.count else { return nil }
                accumulator = data[Int(operand / 4)]
            case 0x54: accumulator &= operand
            case 0x15: branch(accumulator == operand)
            case 0x25: branch(accumulator > operand)
            case 0x45: branch(accumulator & operand != 0)
            case 0x06:
                switch operand {
                case 0x7FFF_0000: return .allow
                case 0x8000_0000: return .kill
                case 0x0005_0000...0x0005_0FFF: return .errno(operand & 0xFFFF)
                default: return nil
                }
            default: return nil
            }
        }
        return nil
    }
}
