import Platform

/// # BenchmarkSupport
///
/// What every benchmark shares: spreads of measured values (``Distribution``), tables for people (``Table``), the same
/// as JSON for machines (``Report``), the facts of the machine that a figure means nothing without (``MachineFacts``),
/// and the price of an fsync at that moment (``FsyncProbe``).
///
/// A benchmark takes `--quick` (a tenth of the work) and `--json FILE`.
package struct BenchmarkOptions: Sendable {
    package var isQuick = false
    package var jsonPath: String?
    /// What was given besides, in order.
    package var rest: [String] = []

    /// Reads the process's arguments.
    package init(_ arguments: [String] = CommandLineArguments.all) {
        var arguments = arguments[...]
        while let argument = arguments.popFirst() {
            switch argument {
            case "--quick": isQuick = true
            case "--json": jsonPath = arguments.popFirst()
            default: rest.append(argument)
            }
        }
    }

    /// The number of rounds to run: a tenth of the full number where the run is quick, at least 1.
    package func rounds(_ full: Int) -> Int { isQuick ? max(1, full / 10) : full }
}
