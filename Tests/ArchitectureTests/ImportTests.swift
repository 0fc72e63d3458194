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
    @Test(arguments: SourceTree.sourceFolders)
    func onlyDeclaredModulesAreImported(_ module: String) throws {
        let allowed = (DeclaredLayers.declared(in: Self.manifest)[module] ?? []).union([module])
        for file in try SourceTree.files(below: "Sources/\(module)") {
            for name in file.imports where DeclaredLayers.layers[name] != nil {
                #expect(allowed.contains(name), "\(file.path) imports \(name), which Package.swift does not declare")
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
        ("XCTest", []),
    ]

    @Test(arguments: owners.map(\.module))
    func systemModulesHaveTheirOwners(_ module: String) throws {
        let owners = try #require(Self.owners.first { $0.module == module }).owners
        for file in try SourceTree.files(below: "Sources") where file.imports.contains(module) {
            let owner = String(file.path.split(separator: "/")[1])
            #expect(owners.contains(owner), "\(file.path) imports \(module)")
        }
    }

    @Test(arguments: ["Tests", "Benchmarks"])
    func fullFoundationIsNowhere(_ folder: String) throws {
        for file in try SourceTree.files(below: folder) {
            #expect(!file.imports.contains("Foundation"), "\(file.path)")
            #expect(!file.imports.contains("XCTest"), "\(file.path)")
        }
    }

    @Test func foundationEssentialsOnlyWhereJSONIs() throws {
        for file in try SourceTree.files(below: "Sources") where file.imports.contains("FoundationEssentials") {
            #expect(file.text.contains("JSONEncoder") || file.text.contains("JSONDecoder"), "\(file.path)")
        }
    }

    @Test(arguments: ["JobModel", "Scheduling", "WorkerProtocol"])
    func theKernelKnowsNoSystem(_ module: String) throws {
        let system: Set<String> = ["Glibc", "Dispatch", "CLinux", "FoundationEssentials", "CSQLite", "CLibAV"]
        for file in try SourceTree.files(below: "Sources/\(module)") {
            #expect(system.isDisjoint(with: file.imports), "\(file.path) imports \(file.imports)")
        }
    }

    /// Dispatch and Swift concurrency open files behind one's back and abort in an empty root.
    @Test(arguments: [
        "LibAV", "MediaPipeline", "WorkerRuntime", "Sandbox", "millrace-worker-libav", "millrace-worker-synthetic",
    ])
    func workersUseThreadsOnly(_ module: String) throws {
        for file in try SourceTree.files(below: "Sources/\(module)") {
            #expect(!file.imports.contains("Dispatch") && !file.imports.contains("_Concurrency"), "\(file.path)")
            for (number, line) in file.code.enumerated() {
                let word = line.firstMatch(
                    of: /\b(?:async|await|actor|Task\s*[{.(]|DispatchQueue|ReadSource|DispatchExecutor)/)
                #expect(word == nil, "\(file.path):\(number + 1): \(line)")
            }
        }
    }
}
