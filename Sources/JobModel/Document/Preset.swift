/// A named output without a path.
package struct Preset: Sendable, Codable, Equatable {
    package var name: String
    /// One line for a person.
    package var summary: String
    package var output: OutputDocument

    package init(name: String, summary: String, output: OutputDocument) {
        self.name = name
        self.summary = summary
        self.output = output
    }
}

/// The presets that a document may name.
package struct PresetCatalog: Sendable, Equatable {
    package var presets: [Preset]

    package init(_ presets: [Preset]) { self.presets = presets }

    package subscript(name: String) -> Preset? { presets.first { $0.name == name } }
}
