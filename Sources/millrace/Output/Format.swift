/// Numbers as people read them.
enum Format {
    /// Decimal units, as disks are sold: `999 B`, `1.2 MB`.
    static func bytes(_ count: Int64) -> String {
        var value = Double(count)
        for unit in ["B", "kB", "MB", "GB", "TB"] {
            if value < 999.5 || unit == "TB" {
                return unit == "B" ? "\(count) B" : "\(decimal(value, value < 99.95 ? 1 : 0)) \(unit)"
            }
            value /= 1000
        }
        return "\(count) B"
    }

    /// `0.03`, `12.3`.
    static func seconds(_ value: Double) -> String { decimal(value, value < 9.995 ? 2 : 1) }

    /// `0:07`, `12:34`, `1:02:03`.
    static func clock(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "?" }
        let whole = Int(seconds.rounded())
        let minutes = whole / 60 % 60
        let text = whole >= 3600 ? "\(whole / 3600):\(minutes < 10 ? "0" : "")\(minutes)" : "\(minutes)"
        return "\(text):\(whole % 60 < 10 ? "0" : "")\(whole % 60)"
    }

    /// With so many digits after the point.
    static func decimal(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "?" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int64((abs(value) * scale).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(scaled)" }
        let rest = String(scaled % Int64(scale))
        return "\(sign)\(scaled / Int64(scale)).\(String(repeating: "0", count: digits - rest.count))\(rest)"
    }

    static func padded(_ text: String, _ width: Int) -> String {
        text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
    }

    static func aligned(_ text: String, _ width: Int) -> String {
        text.count >= width ? text : String(repeating: " ", count: width - text.count) + text
    }

    /// Columns as wide as their widest cell; the last one as it is.
    static func table(_ rows: [[String]]) -> String {
        guard let columns = rows.map(\.count).max() else { return "" }
        let widths = (0..<columns).map { column in
            rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : padded(cell, widths[index])
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// The last part of a path.
    static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
