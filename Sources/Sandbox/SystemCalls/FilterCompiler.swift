import CLinux

/// Makes a BPF program from the table: the architecture is checked, then the number is compared with each rule in
/// turn; what nothing claims is killed. `struct seccomp_data` holds the number at 0, the architecture at 4 and six
/// 64-bit arguments from 16 on, little-endian.
package enum FilterCompiler {
    package static func compile(
        _ rules: [SystemCallRule] = SystemCallTable.rules, for architecture: Architecture = .current
    ) -> Filter {
        var program: [BPF] = [
            .load(4),
            .jump(.equal, architecture.auditValue, ifTrue: 1, ifFalse: 0),
            .returns(.kill),
            .load(0),
        ]
        if architecture.foreignNumberMask != 0 {
            program += [.jump(.anyBit, architecture.foreignNumberMask, ifTrue: 0, ifFalse: 1), .returns(.kill)]
        }
        var ownProcess: [Int] = []
        for rule in rules {
            guard let number = architecture.numbers[rule.name] else { continue }
            let body = Self.body(of: rule)
            program.append(.jump(.equal, number, ifTrue: 0, ifFalse: UInt8(body.count)))
            ownProcess += body.indices.filter { body[$0].isOwnProcess }.map { $0 + program.count }
            program += body
        }
        program.append(.returns(.kill))
        return Filter(program: program.map(\.instruction), ownProcessOperands: ownProcess)
    }

    /// What follows once the number is known: the conditions, then the verdict, then the other verdict, to which
    /// every failed condition jumps.
    private static func body(of rule: SystemCallRule) -> [BPF] {
        if rule.conditions.isEmpty { return [.returns(rule.verdict)] }
        var body = rule.conditions.flatMap(test)
        body.append(.returns(rule.verdict))
        let failure = body.count
        body.append(.returns(rule.otherwise))
        for index in body.indices { body[index].resolveFailure(distance: failure - index - 1) }
        return body
    }

    /// Falls through where the condition holds, and else jumps to the failure.
    private static func test(_ condition: ArgumentCondition) -> [BPF] {
        let low = UInt32(16 + 8 * condition.argument)
        let upperHalfIsZero: [BPF] = [.load(low + 4), .jump(.equal, 0, ifTrue: 0, ifFalse: .failure), .load(low)]
        switch condition {
        case .oneOf(_, let values, let ignoring):
            let mask: [BPF] = ignoring == 0 ? [] : [.and(~ignoring)]
            let choices = values.enumerated().map { index, value in
                let last = index == values.count - 1
                return BPF.jump(
                    .equal, value, ifTrue: UInt8(values.count - 1 - index), ifFalse: last ? .failure : 0)
            }
            return upperHalfIsZero + mask + choices
        case .within(_, let mask): return upperHalfIsZero + [.jump(.anyBit, ~mask, ifTrue: .failure, ifFalse: 0)]
        case .contains(_, let bit): return upperHalfIsZero + [.jump(.anyBit, bit, ifTrue: 0, ifFalse: .failure)]
        case .atMost(_, let value): return upperHalfIsZero + [.jump(.greater, value, ifTrue: .failure, ifFalse: 0)]
        case .isZero: return upperHalfIsZero + [.jump(.equal, 0, ifTrue: 0, ifFalse: .failure)]
        case .isOwnProcess: return upperHalfIsZero + [.ownProcess]
        }
    }
}
