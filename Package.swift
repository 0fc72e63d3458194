// swift-tools-version: 6.2
// The layers, from the bottom: platform (L0), kernel (L1), subsystems (L2), assembly (L3), programs (L4).
// An arrow may only point down; `Tests/ArchitectureTests` holds the imports against this file.

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let strictC: [CSetting] = [
    .unsafeFlags(["-Wall", "-Wextra", "-Werror", "-std=gnu17"])
]

func module(_ name: String, _ dependencies: [String] = []) -> Target {
    .target(
        name: name, dependencies: dependencies.map { .init(stringLiteral: $0) }, swiftSettings: strict)
}

func program(
    _ name: String, _ dependencies: [String], path: String? = nil, exclude: [String] = []
) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies.map { .init(stringLiteral: $0) }, path: path,
        exclude: exclude, swiftSettings: strict)
}

func suite(_ name: String, _ dependencies: [String], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies.map { .init(stringLiteral: $0) }, exclude: exclude,
        swiftSettings: strict)
}

let package = Package(
    name: "Millrace",
    products: [
        .executable(name: "millraced", targets: ["millraced"]),
        .executable(name: "millrace", targets: ["millrace"]),
        .executable(name: "millrace-worker-libav", targets: ["millrace-worker-libav"]),
        .executable(name: "millrace-worker-synthetic", targets: ["millrace-worker-synthetic"]),
    ],
    targets: [
        // L0 platform
        .target(name: "CLinux", cSettings: strictC),
        .systemLibrary(
            name: "CLibAV",
            pkgConfig: "libavformat libavcodec libswscale libswresample libavutil",
            providers: [.apt(["libavcodec-dev", "libavformat-dev", "libswscale-dev", "libswresample-dev"])]),
        .target(name: "CLibAVShim", dependencies: ["CLibAV"], cSettings: strictC),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        module("Platform", ["CLinux"]),

        // L1 kernel
        module("JobModel"),
        module("Scheduling", ["JobModel"]),
        module("WorkerProtocol", ["JobModel", "Platform"]),
        module("Telemetry", ["Platform"]),

        // L2 subsystems
        module("JobStore", ["JobModel", "Platform", "CSQLite"]),
        module("WorkerPool", ["WorkerProtocol", "JobModel", "Platform", "Telemetry"]),
        module("HTTP1", ["Platform", "Telemetry"]),
        module("LibAV", ["CLibAV", "CLibAVShim", "Platform"]),
        .target(
            name: "MediaPipeline", dependencies: ["LibAV", "WorkerProtocol", "JobModel", "Platform"],
            exclude: ["Quirks.md"], swiftSettings: strict),
        module("Sandbox", ["Platform", "CLinux"]),

        // L3 assembly
        module("WorkerRuntime", ["WorkerProtocol", "Sandbox", "JobModel", "Platform"]),
        module("ControlAPI", ["HTTP1", "JobModel", "Telemetry"]),
        module(
            "Coordinator",
            [
                "ControlAPI", "HTTP1", "WorkerPool", "JobStore", "Scheduling", "WorkerProtocol", "JobModel",
                "Telemetry", "Platform",
            ]),
        module("Client", ["JobModel", "Platform"]),

        // L4 programs: wiring only
        program("millraced", ["Coordinator", "Platform"]),
        program("millrace", ["Client", "JobModel", "Telemetry", "Platform"]),
        program(
            "millrace-worker-libav", ["WorkerRuntime", "MediaPipeline", "WorkerProtocol", "JobModel", "Platform"],
            exclude: ["backend.json"]),
        program(
            "millrace-worker-synthetic", ["WorkerRuntime", "WorkerProtocol", "JobModel", "Platform"],
            exclude: ["backend.json"]),

        // Tests
        .target(
            name: "TestSupport", dependencies: ["Platform"], path: "Tests/TestSupport", swiftSettings: strict),
        suite("PlatformTests", ["Platform", "CLinux", "TestSupport"]),
        suite("JobModelTests", ["JobModel", "TestSupport"]),
        suite("SchedulingTests", ["Scheduling", "JobModel", "TestSupport"]),
        suite("WorkerProtocolTests", ["WorkerProtocol", "JobModel", "TestSupport"]),
        suite("TelemetryTests", ["Telemetry", "Platform", "TestSupport"]),
        program("store-crash-child", ["JobStore", "JobModel", "Platform"], path: "Tests/StoreCrashChild"),
        suite("JobStoreTests", ["JobStore", "JobModel", "Platform", "TestSupport", "store-crash-child"]),
        // A backend in C that speaks the worker protocol as its script says, honest or not.
        .executableTarget(name: "scripted-backend", path: "Tests/ScriptedBackend", cSettings: strictC),
        suite(
            "WorkerPoolTests",
            [
                "WorkerPool", "WorkerProtocol", "JobModel", "Platform", "Telemetry", "TestSupport", "scripted-backend",
            ]),
        suite("HTTP1Tests", ["HTTP1", "Platform", "Telemetry", "TestSupport"]),
        suite("LibAVTests", ["LibAV", "Platform", "TestSupport"]),
        suite(
            "MediaPipelineTests", ["MediaPipeline", "LibAV", "WorkerProtocol", "JobModel", "Platform", "TestSupport"]),
        suite("SandboxTests", ["Sandbox", "Platform", "CLinux", "TestSupport"], exclude: ["Golden"]),
        .target(name: "CSystemCall", path: "Tests/CSystemCall", cSettings: strictC),
        program("escape-probe", ["Sandbox", "Platform", "CSystemCall"], path: "Tests/EscapeProbe"),
        suite(
            "WorkerRuntimeTests", ["WorkerRuntime", "WorkerProtocol", "Sandbox", "JobModel", "Platform", "TestSupport"]),
        .target(
            name: "MemoryJobService", dependencies: ["ControlAPI", "JobModel"], path: "Tests/MemoryJobService",
            swiftSettings: strict),
        suite(
            "ControlAPITests",
            ["ControlAPI", "HTTP1", "JobModel", "MemoryJobService", "Platform", "Telemetry", "TestSupport"]),
        suite(
            "CoordinatorTests",
            [
                "Coordinator", "ControlAPI", "WorkerPool", "JobStore", "Scheduling", "WorkerProtocol", "JobModel",
                "Telemetry", "Platform", "TestSupport",
            ]),
        suite("ClientTests", ["Client", "JobModel", "Platform", "TestSupport"]),
        suite("ArchitectureTests", ["Platform", "TestSupport"]),
        suite(
            "BackendConformance", ["WorkerPool", "WorkerProtocol", "JobModel", "Platform", "Telemetry", "TestSupport"]),
        suite("SystemTests", ["Client", "JobModel", "Platform", "TestSupport"]),

        // Benchmarks
        .target(
            name: "BenchmarkSupport", dependencies: ["Platform"], path: "Benchmarks/Support", swiftSettings: strict),
        program(
            "bench-media-path",
            ["MediaPipeline", "LibAV", "WorkerProtocol", "JobModel", "Platform", "BenchmarkSupport"],
            path: "Benchmarks/MediaPath"),
        program(
            "bench-dispatch",
            ["WorkerPool", "WorkerProtocol", "JobModel", "Telemetry", "Platform", "BenchmarkSupport"],
            path: "Benchmarks/Dispatch"),
        program("bench-store", ["JobStore", "JobModel", "Platform", "BenchmarkSupport"], path: "Benchmarks/Store"),
        program(
            "bench-http",
            [
                "ControlAPI", "HTTP1", "JobModel", "MemoryJobService", "Telemetry", "Platform", "BenchmarkSupport",
            ],
            path: "Benchmarks/HTTP"),
        program(
            "bench-end-to-end", ["Client", "JobModel", "Platform", "BenchmarkSupport"], path: "Benchmarks/EndToEnd"),
    ]
)
