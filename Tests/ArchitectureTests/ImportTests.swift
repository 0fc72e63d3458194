import Platform
import Testing

/// Who may use whom, read from the imports.
@Suite struct ImportTests {
    private static let manifest: String = {
        let bytes = (try? File.contents(of: "\(SourceTree.root)/Package.swift")) ?? []
        return String(decoding: bytes, as: UTF8.self)
    }()

    @Test func everyModuleHasALayer() {
        #expect(!SourceTree.sourceFolders.isEmpty)
        #expect(Set(SourceTree.sourceFolders) == Set(DeclaredLayers.layers.keys))
    }

    @Test func declaredArrowsPointDown() throws {
        let declared = DeclaredLayers.declared(in: Self.manifest)
        for (module, layer) in DeclaredLayers.layers {
            let dependencies = try #require(declared[module], "\(module) is not in Package.swift")
            for dependency in dependencies {
                let below = try #require(DeclaredLayers.layers[dependency], "\(module) depends on \(dependency)")
                #expect(
                    below < layer || DeclaredLayers.sideways.contains([module, dependency]),
                    "\(module) (layer \(layer)) depends on \(dependency) (layer \(below))")
            }
        }
    }

    /// SwiftPM lets a file import what another target happens to have built: only what is declared may be imported.
    @Test func onlyDeclaredModulesAreImported() {
        let declared = DeclaredLayers.declared(in: Self.manifest)
        for module in SourceTree.sourceFolders {
            let allowed = (declared[module] ?? []).union([module])
            for file in SourceTree.swift(below: "Sources/\(module)") {
                for name in file.imports where DeclaredLayers.layers[name] != nil {
                    #expect(
                        allowed.contains(name), "\(file.path) imports \(name), which Package.swift does not declare")
                }
            }
        }
    }

    static let owners: [(module: String, owners: Set<String>)] = [
        ("CLibAV", ["LibAV"]),
        ("CLibAVShim", ["LibAV"]),
        ("CSQLite", ["JobStore"]),
        ("CLinux", ["Platform", "Sandbox"]),
        // The synthetic backend raises the signals that it is asked to die of.
        ("Glibc", ["Platform", "Sandbox", "millrace-worker-synthetic"]),
        ("Dispatch", ["Platform", "JobStore", "Coordinator", "WorkerPool", "HTTP1"]),
        ("Foundation", []),
        ("FoundationInternationalization", []),
    ]

    @Test func systemModulesHaveTheirOwners() {
        for (module, owners) in Self.owners {
            for file in SourceTree.swift(below: "Sources") where file.imports.contains(module) {
                let owner = String(file.path.split(separator: "/")[1])
                #expect(owners.contains(owner), "\(file.path) imports \(module)")
            }
        }
    }

    @Test func fullFoundationAndXCTestAreNowhere() {
        #expect(SourceTree.all.contains { $0.imports.contains("Testing") })
        for file in SourceTree.all {
            #expect(file.imports.isDisjoint(with: ["Foundation", "XCTest"]), "\(file.path) imports \(file.imports)")
        }
    }

    @Test func foundationEssentialsOnlyWhereJSONIs() {
        for file in SourceTree.swift(below: "Sources") where file.imports.contains("FoundationEssentials") {
            // `Data` is what the coders take.
            let found = ["JSONEncoder", "JSONDecoder", "Data("].contains { !file.code(with: $0).isEmpty }
            #expect(found, "\(file.path)")
        }
    }

    @Test func theKernelKnowsNoSystem() {
        let system: Set<String> = ["Glibc", "Dispatch", "CLinux", "FoundationEssentials", "CSQLite", "CLibAV"]
        for module in ["JobModel", "Scheduling", "WorkerProtocol"] {
            for file in SourceTree.swift(below: "Sources/\(module)") {
                #expect(system.isDisjoint(with: file.imports), "\(file.path) imports \(file.imports)")
            }
        }
    }

    static let workerSide = [
        "LibAV", "MediaPipeline", "WorkerRuntime", "Sandbox", "millrace-worker-libav", "millrace-worker-synthetic",
    ]

    /// Dispatch and Swift concurrency open files behind one's back and abort in an empty root.
    @Test func workersUseThreadsOnly() {
        for module in Self.workerSide {
            let files = SourceTree.swift(below: "Sources/\(module)")
            #expect(!files.isEmpty, "\(module)")
            for file in files {
                #expect(file.imports.isDisjoint(with: ["Dispatch", "_Concurrency"]), "\(file.path)")
                for text in [
                    " async ", "await ", "actor ", "Task {", "Task.", "TaskGroup", "DispatchExecutor", "ReadSource",
                ] {
                    for (number, line) in file.code(with: text) { Issue.record("\(file.path):\(number): \(line)") }
                }
            }
        }
    }
}
