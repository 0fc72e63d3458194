import JobModel
import Platform

/// The command line from its words to its exit code.
enum Program {
    static func run(_ arguments: [String]) -> ExitCode {
        // A reader that is gone ends output, not this process before it has tidied up.
        Signal.pipe.ignore()
        guard let first = arguments.first else {
            StandardStreams.writeToError(HelpText.overview(CommandTable.commands))
            return .usage
        }
        let rest = Array(arguments.dropFirst())
        switch first {
        case "--help", "-h", "help":
            guard let name = rest.first, first == "help" else {
                StandardStreams.writeToOutput(HelpText.overview(CommandTable.commands))
                return .done
            }
            return run([name, "--help"])
        case "--version", "version":
            StandardStreams.writeToOutput("millrace \(JobModel.productVersion)\n")
            return .done
        default: break
        }
        guard let command = CommandTable.commands.first(where: { $0.name == first }) else {
            let what = first.hasPrefix("-") ? "option" : "command"
            let known = CommandTable.commands.map(\.name) + ["--help", "--version"]
            return say(ParsedArguments.unknown(what, first, among: known), seeHelp: "millrace --help")
        }
        return run(command, rest)
    }

    private static func run(_ command: CommandSpec, _ arguments: [String]) -> ExitCode {
        do throws(ParsedArguments.Mistake) {
            let parsed = try ParsedArguments(arguments, for: command)
            if parsed.has("--help") {
                StandardStreams.writeToOutput(HelpText.command(command))
                return .done
            }
            do throws(CommandFailure) {
                return try command.run(Invocation(arguments: parsed))
            } catch {
                Invocation.talk("millrace: \(error.message)")
                return error.code
            }
        } catch {
            return say(error.message, seeHelp: "millrace \(command.name) --help")
        }
    }

    private static func say(_ message: String, seeHelp: String) -> ExitCode {
        Invocation.talk("millrace: \(message)\nSee \"\(seeHelp)\".")
        return .usage
    }
}
