/// A table for people: the first column left, the others right.
package struct Table: Sendable, Codable, Equatable {
    package var title: String
    package var columns: [String]
    package private(set) var rows: [[String]] = []

    package init(_ title: String, columns: [String]) {
        self.title = title
        self.columns = columns
    }

    package mutating func add(_ cells: String...) { rows.append(cells) }

    package var text: String {
        let lines = [columns] + rows
        let widths = columns.indices.map { column in
            lines.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            cells.enumerated().map { column, cell in
                let space = String(repeating: " ", count: max(0, widths[min(column, widths.count - 1)] - cell.count))
                return column == 0 ? cell + space : space + cell
            }.joined(separator: "  ")
        }
        let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
        return ([title, line(columns), rule] + rows.map(line)).joined(separator: "\n") + "\n"
    }
}

extension Double {
    /// With so many digits behind the point; `-` where there is no value.
    package func rounded(toPlaces places: Int) -> String {
        guard isFinite else { return "-" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (magnitude * scale).rounded()
        let whole = (scaled / scale).rounded(.down)
        let sign = self < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + String(Int64(scaled)) }
        let digits = String(Int64(scaled - whole * scale))
        return sign + String(Int64(whole)) + "." + String(repeating: "0", count: places - digits.count) + digits
    }
}
