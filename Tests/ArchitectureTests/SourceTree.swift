import Platform

/// The package's own files, read from the checkout that the tests were built from.
enum SourceTree {
    struct SourceFile {
        /// Below the package's folder, such as `Sources/JobModel/JobModel.swift`.
        var path: String
        var text: String

        var name: String { String(path.split(separator: "/").last ?? "") }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

        /// Lines of code: without comments that fill a line, and without the insides of string literals of several
        /// lines, where words are data.
        var code: [String] {
            var isInLiteral = false
            return lines.map { line in
                let marks = line.split(separator: "\"\"\"", omittingEmptySubsequences: false).count - 1
                defer { if marks % 2 == 1 { isInLiteral.toggle() } }
                let bare = line.drop { $0 == " " }
                return isInLiteral || bare.hasPrefix("//") ? "" : String(line)
            }
        }

        /// Modules that the file imports.
        var imports: [String] {
            code.compactMap { line in
                guard
                    let match = line.firstMatch(
                        of: /^(?:@\w+ |package |public |internal |private )*import (?:\w+ )?(\w+)/)
                else { return nil }
                return String(match.1)
            }
        }
    }

    /// The package's folder: two above this file's.
    static let root: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    /// Modules and programs: the folders below `Sources`.
    static let sourceFolders: [String] = (try? Directory.names(in: "\(root)/Sources")) ?? []

    /// All files of the given kinds below a folder of the package.
    static func files(below folder: String, _ extensions: Set<String> = ["swift"]) throws -> [SourceFile] {
        var found: [SourceFile] = []
        for name in try Directory.names(in: "\(root)/\(folder)") {
            let path = "\(folder)/\(name)"
            if try File.status("\(root)/\(path)").kind == .directory {
                found += try files(below: path, extensions)
            } else if let dot = name.lastIndex(of: "."), extensions.contains(String(name[name.index(after: dot)...])) {
                let bytes = try File.contents(of: "\(root)/\(path)")
                found.append(SourceFile(path: path, text: String(decoding: bytes, as: UTF8.self)))
            }
        }
        return found
    }
}
