/// The layers of the architecture, and the arrows that `Package.swift` declares.
enum DeclaredLayers {
    /// Every module and program with its layer. A new one must be given its place here.
    static let layers: [String: Int] = [
        "CLinux": 0, "CLibAV": 0, "CLibAVShim": 0, "CSQLite": 0, "Platform": 0,
        "JobModel": 1, "Scheduling": 1, "WorkerProtocol": 1, "Telemetry": 1,
        "JobStore": 2, "WorkerPool": 2, "HTTP1": 2, "MediaPipeline": 2, "LibAV": 2, "Sandbox": 2,
        "Coordinator": 3, "ControlAPI": 3, "WorkerRuntime": 3, "Client": 3,
        "millraced": 4, "millrace": 4, "millrace-worker-libav": 4, "millrace-worker-synthetic": 4,
    ]

    /// Arrows inside a layer: few, and each with its reason.
    static let sideways: Set<[String]> = [
        // The shim adds the macros that the headers' module cannot have.
        ["CLibAVShim", "CLibAV"],
        ["Platform", "CLinux"],
        // The model is the vocabulary of its own layer.
        ["Scheduling", "JobModel"], ["WorkerProtocol", "JobModel"],
        // The pipeline is built on the wrappers; both are of the worker.
        ["MediaPipeline", "LibAV"],
        // The assembly assembles.
        ["Coordinator", "ControlAPI"],
    ]

    /// What each module and program declares to depend on, read from the manifest's own calls.
    static func declared(in manifest: String) -> [String: Set<String>] {
        var declared: [String: Set<String>] = [:]
        let call =
            /(?:module|program|\.target|\.systemLibrary)\(\s*(?:name: )?"([^"]+)"(?:,\s*(?:dependencies: )?\[([^\]]*)\])?/
        for match in manifest.matches(of: call) {
            let names = (match.2 ?? "").matches(of: /"([^"]+)"/).map { String($0.1) }
            declared[String(match.1)] = Set(names)
        }
        return declared
    }
}
