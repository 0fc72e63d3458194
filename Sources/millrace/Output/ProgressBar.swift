import JobModel

/// One line that shows how far a job is.
enum ProgressBar {
    /// `film.mp4  ██████░░░░  61%  48.2 fps  1.93x  ETA 0:12`, cut to the terminal.
    static func text(_ label: String, _ progress: JobProgress, columns: Int) -> String {
        var numbers = [progress.percent.map { Format.aligned("\(Int($0))%", 4) } ?? " ..."]
        switch progress.phase {
        case .opening, .verifying, .publishing, .finishing: numbers.append(progress.phase.rawValue)
        case .transcoding:
            if progress.fps > 0 { numbers.append("\(Format.decimal(progress.fps, 1)) fps") }
            if progress.speed > 0 { numbers.append("\(Format.decimal(progress.speed, 2))x") }
            if let eta = progress.etaSeconds { numbers.append("ETA \(Format.clock(eta))") }
            if progress.percent == nil { numbers.append(Format.bytes(progress.bytesWritten)) }
        }
        let right = numbers.joined(separator: "  ")
        let labelWidth = max(8, min(32, columns - right.count - 16))
        let left = Format.padded(shortened(label, labelWidth), min(labelWidth, max(8, label.count)))
        let room = min(40, columns - left.count - right.count - 5)
        let bar = room >= 5 ? "  \(blocks(progress.percent ?? 0, room))" : ""
        return String("\(left)\(bar)  \(right)".prefix(max(1, columns - 1)))
    }

    private static func blocks(_ percent: Double, _ width: Int) -> String {
        let full = max(0, min(width, Int(percent / 100 * Double(width))))
        return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    }

    /// The end of a name tells more than its middle.
    static func shortened(_ text: String, _ width: Int) -> String {
        guard text.count > width, width > 3 else { return text }
        let head = (width - 1) / 2
        return "\(text.prefix(head))…\(text.suffix(width - 1 - head))"
    }
}
