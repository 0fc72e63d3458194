/// One command: what it takes, how it is explained, and what it does. The one table of these (``CommandTable``) is what
/// the parser reads and the help prints.
struct CommandSpec: Sendable {
    /// Where the overview lists it.
    enum Group: String, CaseIterable {
        case local = "Without a daemon"
        case queue = "With a coordinator (millraced)"
    }

    var name: String
    var group: Group
    /// One line, without a full stop.
    var summary: String
    /// After the name, such as `IN -o OUT [options]`.
    var usage: String
    /// One or more sentences.
    var details: String
    var positionals: [PositionalSpec] = []
    var options: [OptionSpec] = []
    var examples: [String] = []
    var run: @Sendable (Invocation) throws(CommandFailure) -> ExitCode

    /// Its own options and those of every command.
    var allOptions: [OptionSpec] { options + [.help] }
}

/// A word that is no option.
struct PositionalSpec: Sendable {
    var name: String
    var summary: String
    /// How many of them there may be.
    var count: ClosedRange<Int>
}

/// An option.
struct OptionSpec: Sendable {
    /// With its dashes, such as `--output`.
    var name: String
    /// With its dash, such as `-o`.
    var short: String?
    /// What its value is called; nil where it takes none.
    var value: String?
    var isRepeatable = false
    var summary: String

    static let help = OptionSpec(name: "--help", short: "-h", summary: "show this help")
    static let json = OptionSpec(name: "--json", summary: "print JSON instead of text, in the API's own form")
    static let socket = OptionSpec(
        name: "--socket", value: "PATH",
        summary: "the coordinator's socket (default: $MILLRACE_SOCKET, else millrace/millrace.sock in "
            + "$XDG_RUNTIME_DIR, else /run/millrace/millrace.sock)")
    static let backends = OptionSpec(
        name: "--backends", value: "DIR", summary: "folder of backend manifests (default: beside the programs)")
    static let unsafe = OptionSpec(
        name: "--unsafe-no-sandbox", summary: "run the codecs without a sandbox: only for files that you trust")
}
