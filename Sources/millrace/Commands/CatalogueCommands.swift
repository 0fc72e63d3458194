import Client
import JobModel
import Platform

/// `presets`, `backends`.
enum CatalogueCommands {
    static let presets = CommandSpec(
        name: "presets", group: .local, summary: "list the presets for --preset", usage: "[options]",
        details: "Lists the presets: named settings for one output. A job document may override their fields.",
        options: [
            OptionSpec(
                name: "--socket", value: "PATH", summary: "those of the coordinator there instead of the built-in ones"),
            .json,
        ],
        run: { invocation throws(CommandFailure) in
            let presets: [(String, String)]
            if invocation.arguments.has("--socket") {
                let list = try asking { () throws(ClientFailure) in try invocation.client().presets() }
                if invocation.isJSON {
                    invocation.output(json: list.json)
                    return .done
                }
                presets = list.presets.map { ($0.name, $0.summary) }
            } else {
                if invocation.isJSON {
                    invocation.output(json: Client.builtInPresetsJSON)
                    return .done
                }
                presets = PresetCatalog.standard.presets.map { ($0.name, $0.summary) }
            }
            invocation.output(Format.table(presets.map { [$0.0, $0.1] }))
            return .done
        })

    static let backends = CommandSpec(
        name: "backends", group: .local, summary: "list the backends and what they can do", usage: "[options]",
        details: "Lists the backends with their sandbox, encoders and containers. Without --socket they are started "
            + "for the question.",
        options: [
            OptionSpec(name: "--socket", value: "PATH", summary: "ask the coordinator there"), .json, .backends,
            .unsafe,
        ],
        run: { invocation throws(CommandFailure) in
            let list: (backends: [BackendStatus], json: [UInt8])
            if invocation.arguments.has("--socket") {
                list = try asking { () throws(ClientFailure) in try invocation.client().backends() }
            } else {
                let coordinator = try PrivateCoordinator(.init(invocation.arguments), Interruption())
                defer { coordinator.stop() }
                list = try settledBackends(coordinator)
            }
            if invocation.isJSON {
                invocation.output(json: list.json)
            } else {
                invocation.output(list.backends.map(text).joined(separator: "\n\n"))
            }
            return list.backends.contains { $0.health == .ready } ? .done : .unavailable
        })

    /// The backends once each has started or failed.
    static func settledBackends(
        _ coordinator: PrivateCoordinator
    ) throws(CommandFailure) -> (backends: [BackendStatus], json: [UInt8]) {
        let client = coordinator.client()
        let deadline = MonotonicClock.nanoseconds() + 30_000_000_000
        while true {
            let list = try asking { () throws(ClientFailure) in try client.backends() }
            let isSettled = !list.backends.contains { $0.health == .starting }
            if isSettled || MonotonicClock.nanoseconds() > deadline { return list }
            Sleep.milliseconds(10)
        }
    }

    private static func text(_ backend: BackendStatus) -> String {
        var rows = [["backend", backend.name], ["health", backend.health.rawValue]]
        if let detail = backend.detail { rows.append(["why", detail]) }
        if let sandbox = backend.sandbox {
            rows.append(["sandbox", "\(sandbox.tier.rawValue) (\(sandbox.layers.joined(separator: ", ")))"])
        }
        if let can = backend.capabilities {
            rows.append(["version", can.version])
            rows.append(["operations", can.operations.map(\.rawValue).joined(separator: ", ")])
            rows.append(["video", can.videoEncoders.map(\.name).joined(separator: ", ")])
            rows.append(["audio", can.audioEncoders.map(\.name).joined(separator: ", ")])
            rows.append(["containers", can.containers.map(\.name).joined(separator: ", ")])
        }
        return Format.table(rows)
    }
}
