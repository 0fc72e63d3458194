import Client
import JobModel
import Platform

/// A job document from a command line: `IN -o OUT… --preset NAME… --spec FILE …`.
extension JobDraft {
    static let options: [OptionSpec] = [
        OptionSpec(
            name: "--output", short: "-o", value: "OUT", isRepeatable: true,
            summary: "the file to make; its extension chooses the container. Several outputs share one decode"),
        OptionSpec(
            name: "--preset", short: "-p", value: "NAME", isRepeatable: true,
            summary: "how to encode: one for all outputs, or one for each; \"millrace presets\" lists them"),
        OptionSpec(
            name: "--spec", value: "FILE",
            summary: "JSON: a job document, or the settings of one output; - reads standard input"),
        OptionSpec(name: "--overwrite", summary: "replace an output that exists"),
        OptionSpec(
            name: "--verify", value: "HOW",
            summary: "how outputs are checked before they appear: standard (default), or full, which decodes everything"
        ),
        OptionSpec(name: "--backend", value: "NAME", summary: "the backend to use (default: chosen by what it can do)"),
    ]

    /// Reads the arguments, makes paths absolute, and checks the files that this user must be able to use.
    init(_ invocation: Invocation) throws(CommandFailure) {
        let arguments = invocation.arguments
        let given = try arguments.value("--spec").map(Self.readSpec)
        do throws(Mistake) {
            self = try given.map { (json) throws(Mistake) in try JobDraft(spec: json) } ?? JobDraft()
            if let input = arguments.positionals.first { setInput(SocketPath.absolute(input)) }
            try setOutputs(
                arguments.all("--output").map(SocketPath.absolute), presets: arguments.all("--preset"))
        } catch {
            throw CommandFailure(error.description, .usage)
        }
        if arguments.has("--overwrite") { set("overwrite", .bool(true)) }
        if let verify = arguments.value("--verify") { set("verify", .string(verify)) }
        if let backend = arguments.value("--backend") { set("backend", .string(backend)) }
    }

    private static func readSpec(_ file: String) throws(CommandFailure) -> JSONValue {
        let bytes: [UInt8]
        do throws(SystemFailure) {
            bytes =
                try file == "-"
                ? StandardStreams.readInput(limit: 16 << 20) : File.contents(of: file, limit: 16 << 20)
        } catch {
            throw CommandFailure("cannot read the spec: \(error)", .noInput)
        }
        do throws(JSONValue.SyntaxError) {
            return try JSONValue(parsing: bytes)
        } catch {
            throw CommandFailure("\(file == "-" ? "standard input" : file) is not JSON: \(error)", .usage)
        }
    }

    /// Says early, and with an exit code of its own, what is wrong with the files: the coordinator checks again.
    func checkFiles() throws(CommandFailure) {
        if let input = inputPath {
            let kind: FileStatus.Kind
            do throws(SystemFailure) {
                // Opening a FIFO would wait for its writer.
                let file = try File.open(input, [.readOnly, .nonBlocking])
                kind = try File.status(file.rawValue).kind
            } catch {
                throw CommandFailure("cannot read the input \(input): \(error.errno)", .noInput)
            }
            guard kind == .regular else {
                throw CommandFailure(
                    "the input \(input) is \(kind == .directory ? "a folder" : "no regular file")", .noInput)
            }
        }
        for output in outputPaths {
            if output == inputPath {
                throw CommandFailure("the output is the input: write to another file", .cannotCreate)
            }
            if !overwrites, File.exists(output) {
                throw CommandFailure("\(output) exists; give --overwrite to replace it", .cannotCreate)
            }
            let folder = output.lastIndex(of: "/").map { $0 == output.startIndex ? "/" : String(output[..<$0]) } ?? "/"
            if (try? File.status(folder).kind) != .directory {
                throw CommandFailure("the folder of the output, \(folder), does not exist", .cannotCreate)
            }
        }
    }
}
