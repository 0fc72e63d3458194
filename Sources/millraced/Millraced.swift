import Coordinator
import Platform

@main
enum Millraced {
    static func main() async {
        CurrentProcess.exit(await Daemon.main(CommandLineArguments.all))
    }
}
