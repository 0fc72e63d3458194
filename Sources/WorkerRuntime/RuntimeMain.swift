import Platform

/// The whole `main` of a backend's executable:
///
/// ```swift
/// @main enum Program { static func main() { RuntimeMain.run(MyBackend()) } }
/// ```
package enum RuntimeMain {
    /// Runs as a template, and in each fork of it as a worker. Returns in none of them.
    package static func run(_ backend: some MediaBackend) -> Never {
        do throws(UsageError) {
            let options = try TemplateOptions(CommandLineArguments.all)
            TemplateProcess(backend, options).run()
        } catch {
            StandardStreams.writeToError(error.words + "\n")
            CurrentProcess.exitNow(64)
        }
    }
}
