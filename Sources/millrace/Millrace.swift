import Platform

/// The command line.
@main
enum Millrace {
    static func main() { CurrentProcess.exit(Program.run(CommandLineArguments.all).rawValue) }
}
