import Glibc
import Platform

/// The package's own files, read once from the checkout that the tests were built from.
enum SourceTree {
    /// The package's folder: two above this file's.
    static let root: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    /// Modules and programs: the folders below `Sources`.
    static let sourceFolders: [String] = (try? Directory.names(in: "\(root)/Sources")) ?? []

    /// Swift and C files of the whole package.
    static let all: [SourceFile] = {
        do {
            return try ["Sources", "Tests", "Benchmarks"].flatMap { try read($0) }
        } catch {
            // No file is found then, and the tests that count them say so.
            return []
        }
    }()

    /// The Swift files below a folder of the package.
    static func swift(below folder: String) -> [SourceFile] {
        all.filter { $0.path.hasPrefix(folder + "/") && $0.path.hasSuffix(".swift") }
    }

    private static func read(_ folder: String) throws(SystemFailure) -> [SourceFile] {
        var found: [SourceFile] = []
        for name in try Directory.names(in: "\(root)/\(folder)") {
            let path = "\(folder)/\(name)"
            if try File.status("\(root)/\(path)").kind == .directory {
                found += try read(path)
            } else if name.hasSuffix(".swift") || name.hasSuffix(".c") || name.hasSuffix(".h") {
                let bytes = try File.contents(of: "\(root)/\(path)")
                found.append(SourceFile(path: path, text: String(decoding: bytes, as: UTF8.self)))
            }
        }
        return found
    }
}

/// One file of the package.
struct SourceFile: Sendable {
    /// Below the package's folder, such as `Sources/JobModel/JobModel.swift`.
    let path: String
    let lines: [Substring]
    /// The lines of code: emptied where a comment fills the line or a literal of several lines holds it.
    let code: [Substring]
    /// Modules that the file imports.
    let imports: Set<String>

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var isInLiteral = false
        var code: [Substring] = []
        var imports: Set<String> = []
        for line in lines {
            let wasInLiteral = isInLiteral
            if line.utf8.contains(UInt8(ascii: "\"")), Self.count("\"\"\"", in: line) % 2 == 1 { isInLiteral.toggle() }
            let bare = line.drop { $0 == " " }
            code.append(wasInLiteral || bare.hasPrefix("//") ? "" : line)
            if !wasInLiteral, let module = Self.imported(by: bare) { imports.insert(module) }
        }
        self.code = code
        self.imports = imports
    }

    /// Numbers, counted from 1, and lines of code that hold a text. (`strstr`: a debug build's `contains` is slow.)
    func code(with text: String) -> [(number: Int, line: Substring)] { Self.lines(code, with: text) }

    /// Numbers and lines that hold a text, comments and literals included.
    func lines(with text: String) -> [(number: Int, line: Substring)] { Self.lines(lines, with: text) }

    private static func lines(_ lines: [Substring], with text: String) -> [(number: Int, line: Substring)] {
        lines.enumerated().filter { count(text, in: $0.element) > 0 }.map { ($0.offset + 1, $0.element) }
    }

    private static func count(_ text: String, in line: Substring) -> Int {
        unsafe String(line).withCString { line in
            unsafe text.withCString { text in
                var found = 0
                var rest: UnsafePointer<CChar>? = unsafe line
                while let start = unsafe rest, let hit = unsafe strstr(start, text) {
                    found += 1
                    unsafe rest = UnsafePointer(hit) + strlen(text)
                }
                return found
            }
        }
    }

    private static func imported(by line: Substring) -> String? {
        guard line.utf8.count > 7, line.utf8.count < 120 else { return nil }
        let words = line.split(separator: " ")
        guard let keyword = words.firstIndex(of: "import"), keyword + 1 < words.count,
            words[..<keyword].allSatisfy({
                $0.hasPrefix("@") || ["package", "public", "internal", "private"].contains($0)
            })
        else { return nil }
        return String(words[words.count - 1].split(separator: ".")[0])
    }
}
