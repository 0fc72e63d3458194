import JobModel

/// What the `options` of the synthetic encoder may hold; all values are decimal numbers but `fail`.
///
/// | name | meaning | default |
/// |---|---|---|
/// | `frames` | frames to make | 25 |
/// | `frame_bytes` | payload of each | 1024 |
/// | `frame_ms` | milliseconds that each takes to make | 0 |
/// | `fail` | a ``SyntheticFault`` | `none` |
/// | `fail_at` | index of the frame before which it happens | 0 |
struct SyntheticOptions: Equatable {
    static let names = ["frames", "frame_bytes", "frame_ms", "fail", "fail_at"]
    static let maxFrames: UInt32 = 10_000_000
    static let maxFrameBytes: UInt32 = 16 << 20

    var frames: UInt32 = 25
    var frameBytes: UInt32 = 1024
    var frameMilliseconds: UInt32 = 0
    var fault = SyntheticFault.none
    var faultIndex: UInt32 = 0

    init() {}

    /// - Parameter output: index of the output, for the pointer of a failure.
    init(_ options: [String: String], output: Int) throws(Failure) {
        for (name, value) in options {
            let pointer = "/outputs/\(output)/video/options/\(name)"
            func number(_ limit: UInt32) throws(Failure) -> UInt32 {
                guard let number = UInt32(value), number <= limit else {
                    throw Failure(.invalidSpec, "\(name) must be a number from 0 to \(limit).", pointer: pointer)
                }
                return number
            }
            switch name {
            case "frames": frames = try number(Self.maxFrames)
            case "frame_bytes": frameBytes = try number(Self.maxFrameBytes)
            case "frame_ms": frameMilliseconds = try number(3_600_000)
            case "fail_at": faultIndex = try number(Self.maxFrames)
            case "fail":
                guard let fault = SyntheticFault(rawValue: value) else {
                    let known = SyntheticFault.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Failure(.invalidSpec, "fail must be one of \(known).", pointer: pointer)
                }
                self.fault = fault
            default:
                throw Failure(
                    .invalidSpec, "The synthetic encoder has no option \(name).", pointer: pointer,
                    hint: "Its options are \(Self.names.joined(separator: ", ")).")
            }
        }
    }
}
