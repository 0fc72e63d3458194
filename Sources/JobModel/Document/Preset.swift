/// A named output without a path.
package struct Preset: Sendable, Equatable {
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
