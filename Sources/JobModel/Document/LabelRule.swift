/// What labels may be: small, and fit for a filter expression and a log line.
package enum LabelRule {
    package static let maxCount = 32
    package static let maxKeyBytes = 63
    package static let maxValueBytes = 256

    package static func errors(_ labels: [String: String]) -> [FieldError] {
        var errors: [FieldError] = []
        if labels.count > maxCount {
            errors.append(.init(pointer: "/labels", detail: "\(labels.count) labels; at most \(maxCount) are kept"))
        }
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
            let pointer = "/labels/" + FieldError.escaped(key)
            if key.isEmpty || key.utf8.count > maxKeyBytes || !key.utf8.allSatisfy(isKeyByte) {
                errors.append(
                    .init(
                        pointer: pointer,
                        detail: "a label's name is 1...\(maxKeyBytes) letters, digits, '.', '_', '-' or '/'"))
            }
            if value.utf8.count > maxValueBytes {
                errors.append(
                    .init(
                        pointer: pointer,
                        detail: "the value has \(value.utf8.count) bytes; at most \(maxValueBytes) are kept"))
            }
            if value.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
                errors.append(.init(pointer: pointer, detail: "the value holds a control character"))
            }
        }
        return errors
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"): true
        default: false
        }
    }
}
