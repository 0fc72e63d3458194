/// Guesses what a mistyped name was meant to be.
package enum Suggestion {
    /// The known name with the least edit distance to `text`, if it is near enough to be a likely slip: at most one
    /// edit in three characters. Of names equally near, the first.
    package static func nearest(to text: String, among known: [String]) -> String? {
        let lowered = text.lowercased()
        let allowance = lowered.isEmpty ? 0 : max(1, (lowered.count + 1) / 3)
        let best =
            known
            .map { (name: $0, distance: distance(lowered, $0.lowercased())) }
            .min { $0.distance < $1.distance }
        guard let best, best.distance <= allowance else { return nil }
        return best.name
    }

    /// Edits (insert, delete, replace, swap of neighbours) that turn one text into the other: the optimal string
    /// alignment distance. Texts longer than 64 characters are infinitely far, which bounds the work.
    package static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left.unicodeScalars)
        let b = Array(right.unicodeScalars)
        guard a.count <= 64, b.count <= 64 else { return .max }
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 1...a.count {
            var row = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                let replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                row[j] = min(replace, last[j] + 1, row[j - 1] + 1)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    row[j] = min(row[j], beforeLast[j - 2] + 1)
                }
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
