import BenchmarkSupport
import Platform

/// What the coordinator and its idle pool take of the memory.
struct IdleMemory {
    /// MiB that all of them together may hold, common pages counted once for each process.
    static let target = 120

    private let millraced: Millraced

    init(_ millraced: Millraced) { self.millraced = millraced }

    func table() throws -> Table {
        var table = Table(
            "Resident memory of the idle house, MiB", columns: ["process", "count", "RSS", "PSS", "private", "target"])
        millraced.settle()
        let members = [("millraced", millraced.pid)] + millraced.children.map { (Self.name(of: $0), $0) }
        var sum = (resident: 0.0, proportional: 0.0, own: 0.0)
        for (name, group) in Dictionary(grouping: members, by: \.0).sorted(by: { $0.key < $1.key }) {
            let memory = group.map { ProcessMemory(of: $0.1) }
            let resident = memory.reduce(0) { $0 + $1.resident }
            let proportional = memory.reduce(0) { $0 + $1.proportional }
            let own = memory.reduce(0) { $0 + $1.own }
            table.add(
                name, "\(group.count)", resident.rounded(toPlaces: 1), proportional.rounded(toPlaces: 1),
                own.rounded(toPlaces: 1), "")
            sum = (sum.resident + resident, sum.proportional + proportional, sum.own + own)
        }
        table.add(
            "together", "\(members.count)", sum.resident.rounded(toPlaces: 1), sum.proportional.rounded(toPlaces: 1),
            sum.own.rounded(toPlaces: 1), "\(Self.target)")
        return table
    }

    /// The program, without its folder.
    private static func name(of pid: Int32) -> String {
        let line = (try? File.contents(of: "/proc/\(pid)/cmdline")) ?? []
        let program = String(decoding: line.prefix { $0 != 0 }, as: UTF8.self)
        return program.split(separator: "/").last.map(String.init) ?? "process \(pid)"
    }
}
