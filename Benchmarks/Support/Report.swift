import FoundationEssentials
import Platform

/// A benchmark's whole result.
package struct Report: Sendable, Codable {
    package var benchmark: String
    package var machine: MachineFacts
    package var tables: [Table]
    package var notes: [String]

    package init(_ benchmark: String, machine: MachineFacts = .gather(), tables: [Table], notes: [String] = []) {
        self.benchmark = benchmark
        self.machine = machine
        self.tables = tables
        self.notes = notes
    }

    /// Prints the tables, and writes the same as JSON where `--json FILE` asks for it.
    package func publish(_ options: BenchmarkOptions) throws {
        var text = "== \(benchmark) ==\n" + machine.text
        for table in tables { text += "\n" + table.text }
        for note in notes { text += "\n" + note }
        StandardStreams.writeToOutput(text + "\n\n")
        guard let path = options.jsonPath else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try File.replace(path, with: Array(encoder.encode(self)) + [UInt8(ascii: "\n")])
    }
}
