import Platform
import Sandbox

/// The command line of a backend's executable. The coordinator writes it; a person who starts one by hand is told so.
struct TemplateOptions: Equatable {
    /// Become this uid (coordinator run as root).
    var user: UInt32?
    /// No isolation at all, for trusted input.
    var isUnsafe = false
    /// The lowest tier that may be used.
    var leastTier = Tier.b

    /// - Parameter arguments: without the program's own name.
    init(_ arguments: [String]) throws(UsageError) {
        var rest = arguments[...]
        guard rest.popFirst() == "--template" else { throw .notATemplate }
        while let argument = rest.popFirst() {
            switch argument {
            case "--unsafe-no-sandbox": isUnsafe = true
            case "--uid":
                guard let text = rest.popFirst(), let value = UInt32(text), value > 0, value < .max else {
                    throw .badValue(argument, "a uid above 0")
                }
                user = value
            case "--allow-tier":
                guard let text = rest.popFirst(), let tier = Tier(rawValue: text), tier != .none else {
                    throw .badValue(argument, "A, B or C")
                }
                leastTier = tier
            default: throw .unknown(argument)
            }
        }
    }
}

/// A command line that cannot be followed.
enum UsageError: Error, Equatable {
    case notATemplate
    case unknown(String)
    case badValue(String, String)

    var words: String {
        switch self {
        case .notATemplate:
            "This is a backend of Millrace: millraced starts it with --template and talks to it on descriptor 3. "
                + "It has no use by hand; see `millrace --help`."
        case .unknown(let argument): "unknown argument \(argument)"
        case .badValue(let argument, let wanted): "\(argument) needs \(wanted)"
        }
    }
}
