import Platform
import TestSupport
import Testing

/// How files are kept: short, explained, without left-overs.
@Suite struct HouseRuleTests {
    private static func all() throws -> [SourceTree.SourceFile] {
        try ["Sources", "Tests", "Benchmarks"].flatMap { try SourceTree.files(below: $0, ["swift", "c", "h"]) }
    }

    @Test func filesAreShort() throws {
        let files = try Self.all()
        #expect(files.count > 100)
        for file in files {
            let count = file.lines.count
            if count > 400 { print("HouseRuleTests: \(file.path) has \(count) lines; has it two duties?") }
            #expect(count <= 600, "\(file.path) has \(count) lines")
        }
        let lengths = files.map(\.lines.count).sorted()
        #expect(lengths[lengths.count / 2] <= 150, "half of all files are longer than 150 lines")
    }

    /// Modules in Swift: those in C are headers, and programs are wiring.
    static let modules = SourceTree.sourceFolders.filter { name in
        DeclaredLayers.layers[name] != 4 && !["CLinux", "CLibAV", "CLibAVShim", "CSQLite"].contains(name)
    }

    @Test(arguments: modules)
    func everyModuleHasItsEssay(_ module: String) throws {
        let central = try #require(
            try SourceTree.files(below: "Sources/\(module)").first { $0.path == "Sources/\(module)/\(module).swift" },
            "Sources/\(module)/\(module).swift is missing")
        let essay = central.lines.filter { $0.hasPrefix("///") }
        #expect(essay.contains { $0.hasPrefix("/// # \(module)") }, "\(central.path) has no heading")
        #expect(essay.count >= 8, "\(central.path) explains its module in \(essay.count) lines")
    }

    @Test func programsAreWiring() throws {
        for program in SourceTree.sourceFolders.filter({ DeclaredLayers.layers[$0] == 4 }) {
            let entries = try SourceTree.files(below: "Sources/\(program)").filter { $0.text.contains("@main") }
            #expect(entries.count == 1, "\(program)")
            for entry in entries { #expect(entry.lines.count <= 80, "\(entry.path) has \(entry.lines.count) lines") }
        }
        let daemon = try SourceTree.files(below: "Sources/millraced").map(\.lines.count).reduce(0, +)
        #expect(daemon <= 150, "millraced has \(daemon) lines; what it does belongs into Coordinator")
    }

    @Test func nothingIsLeftOver() throws {
        // Spelled so that this file does not find itself.
        let forbidden = ["TO" + "DO", "FIX" + "ME", "try" + "!", "fatal" + "Error(", "X" + "XX", "/wo" + "rk/"]
        for file in try Self.all() {
            for (number, line) in file.lines.enumerated() {
                for word in forbidden where line.contains(word) {
                    Issue.record("\(file.path):\(number + 1) has \(word)")
                }
            }
        }
    }

    @Test func namesAreFieldTerms() throws {
        let vague = /\b(?:class|struct|enum|actor|protocol)\s+\w*(?:Manager|Helper|Helpers|Util|Utils|Utilities)\b/
        for file in try Self.all() {
            for line in file.code { #expect(line.firstMatch(of: vague) == nil, "\(file.path): \(line)") }
        }
    }

    @Test func libraryCodeDoesNotPrint() throws {
        for file in try SourceTree.files(below: "Sources") {
            for line in file.code { #expect(line.firstMatch(of: /^\s*print\(/) == nil, "\(file.path): \(line)") }
        }
    }

    /// Each escape from the compiler's proofs says why it is safe, in the comment above it.
    @Test func escapesFromIsolationSayWhy() throws {
        var count = 0
        for file in try SourceTree.files(below: "Sources") {
            let lines = file.lines
            for (number, line) in file.code.enumerated()
            where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
                count += 1
                let above = lines[max(0, number - 16)..<number].reversed().prefix { line in
                    let bare = line.drop { $0 == " " }
                    return bare.hasPrefix("//") || bare.hasPrefix("@")
                }
                #expect(!above.isEmpty, "\(file.path):\(number + 1) says not why it is safe")
            }
        }
        #expect(count <= 30, "\(count) escapes from the compiler's proofs; are so many needed?")
    }
}
