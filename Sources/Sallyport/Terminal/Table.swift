/// Rows under headings, in columns as wide as their widest text. Control characters become spaces.
struct Table {
    private let headings: [String]
    private var rows: [[String]] = []

    init(_ headings: [String]) {
        self.headings = headings
    }

    mutating func add(_ row: [String]) {
        rows.append(
            row.map { text in
                String(text.map { $0.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } ? " " : $0 })
            })
    }

    /// The table, a line for each row.
    var text: String {
        let all = [headings] + rows
        let widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = zip(row, widths).map { text, width in
                text + String(repeating: " ", count: width - text.count)
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }
}
