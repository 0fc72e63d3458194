import Platform

/// The programs that the package builds, found beside the running tests.
package enum BuiltProgram {
    /// The folder that holds the programs of the configuration that is being tested.
    package static var folder: String {
        let tests = SymbolicLink.target(of: "/proc/self/exe") ?? ""
        return String(tests[..<(tests.lastIndex(of: "/") ?? tests.startIndex)])
    }

    /// The path of a program.
    package static func path(_ name: String) -> String { "\(folder)/\(name)" }
}
