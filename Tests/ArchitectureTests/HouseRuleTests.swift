import Testing

/// How files are kept: short, explained, without left-overs.
@Suite struct HouseRuleTests {
    @Test func filesAreShort() {
        #expect(SourceTree.all.count > 100)
        for file in SourceTree.all {
            let count = file.lines.count
            if count > 400 { print("HouseRuleTests: \(file.path) has \(count) lines; has it two duties?") }
            #expect(count <= 600, "\(file.path) has \(count) lines")
        }
        let lengths = SourceTree.all.map(\.lines.count).sorted()
        #expect(lengths[lengths.count / 2] <= 150, "half of all files are longer than 150 lines")
    }

    /// Modules in Swift: those in C are headers, and programs are wiring.
    static let modules = SourceTree.sourceFolders.filter { name in
        DeclaredLayers.layers[name] != 4 && !["CLinux", "CLibAV", "CLibAVShim", "CSQLite"].contains(name)
    }

    @Test(arguments: modules)
    func everyModuleHasItsEssay(_ module: String) throws {
        let path = "Sources/\(module)/\(module).swift"
        let central = try #require(SourceTree.all.first { $0.path == path }, "\(path) is missing")
        let essay = central.lines.filter { $0.hasPrefix("///") }
        #expect(essay.contains { $0.hasPrefix("/// # \(module)") }, "\(path) has no heading")
        #expect(essay.count >= 8, "\(path) explains its module in \(essay.count) lines")
    }

    @Test func programsAreWiring() {
        for program in SourceTree.sourceFolders where DeclaredLayers.layers[program] == 4 {
            let entries = SourceTree.swift(below: "Sources/\(program)").filter { !$0.code(with: "@main").isEmpty }
            #expect(entries.count == 1, "\(program)")
            for entry in entries { #expect(entry.lines.count <= 80, "\(entry.path) has \(entry.lines.count) lines") }
        }
        let daemon = SourceTree.swift(below: "Sources/millraced").map(\.lines.count).reduce(0, +)
        #expect(daemon <= 300, "millraced has \(daemon) lines; what it does belongs into Coordinator")
    }

    @Test func nothingIsLeftOver() {
        // Spelled so that this file does not find itself.
        for word in ["TO" + "DO", "FIX" + "ME", "try" + "!", "fatal" + "Error(", "HA" + "CK", "/wo" + "rk/"] {
            for file in SourceTree.all {
                for (number, _) in file.lines(with: word) { Issue.record("\(file.path):\(number) has \(word)") }
            }
        }
    }

    /// The words of others that stay: what systemd calls itself.
    static let termsOfOthers: Set<Substring> = ["ServiceManager"]

    @Test func namesAreFieldTerms() {
        for suffix in ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities"] {
            for file in SourceTree.all {
                for (number, line) in file.code(with: suffix) {
                    let words = line.split { !$0.isLetter && !$0.isNumber }
                    for (keyword, name) in zip(words, words.dropFirst())
                    where ["class", "struct", "enum", "actor", "protocol"].contains(keyword) && name.hasSuffix(suffix)
                        && !Self.termsOfOthers.contains(name)
                    {
                        Issue.record("\(file.path):\(number) declares \(name)")
                    }
                }
            }
        }
    }

    @Test func libraryCodeDoesNotPrint() {
        for file in SourceTree.swift(below: "Sources") {
            for (number, line) in file.code(with: "print(") where line.drop(while: { $0 == " " }).hasPrefix("print(") {
                Issue.record("\(file.path):\(number) prints")
            }
        }
    }

    /// Each escape from the compiler's proofs says why it is safe, in the comment above it.
    @Test func escapesFromIsolationSayWhy() {
        var count = 0
        for file in SourceTree.swift(below: "Sources") {
            for (number, _) in file.code(with: "@unchecked Sendable") + file.code(with: "nonisolated(unsafe)") {
                count += 1
                let above = file.lines[..<(number - 1)].last { !$0.drop { $0 == " " }.hasPrefix("@") }
                let isComment = above?.drop { $0 == " " }.hasPrefix("//") ?? false
                #expect(isComment, "\(file.path):\(number) says not why it is safe")
            }
        }
        #expect(count <= 30, "\(count) escapes from the compiler's proofs; are so many needed?")
    }
}
