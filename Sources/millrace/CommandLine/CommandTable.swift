/// Every command, in the order of the help.
enum CommandTable {
    static let commands: [CommandSpec] = [
        RunCommand.spec, ProbeCommand.spec, CatalogueCommands.presets, CatalogueCommands.backends, DoctorCommand.spec,
        SubmitCommand.spec, QueueCommands.jobs, QueueCommands.show, WatchCommand.spec, QueueCommands.cancel,
        QueueCommands.retry,
    ]
}
