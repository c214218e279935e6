/// Finds the name that somebody probably meant.
package enum NearestName {
    /// The candidate that differs from `name` only in case, or else by at most two edits and less than half its length.
    package static func suggestion(for name: String, among candidates: some Collection<String>) -> String? {
        let lowered = name.lowercased()
        let measured = candidates.sorted().map { ($0, distance(Array(lowered), Array($0.lowercased()))) }
        guard let best = measured.min(by: { $0.1 < $1.1 }), best.1 <= 2, best.1 * 2 < best.0.count else { return nil }
        return best.0
    }

    /// The number of characters to insert, remove or replace (Levenshtein).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let replaced = diagonal + (character == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
