/// A key that a map has twice: where its second place is, which the parser doesn't say.
struct RepeatedKey {
    var key: String
    /// Where the key is for the first time.
    var first: YAMLPosition

    /// The text with the second key made another one of the same length, by putting `standIn` in place of its first
    /// character; nil when that place isn't found.
    func renamingSecond(in text: String, to standIn: Unicode.Scalar) -> (text: String, position: YAMLPosition)? {
        guard !key.isEmpty else { return nil }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
        guard let position = below(in: lines) ?? beside(in: lines) else { return nil }
        var column = position.column - 1
        if isQuote(lines[position.line - 1][column]) { column += 1 }
        lines[position.line - 1][column] = standIn
        let renamed = lines.map { String(String.UnicodeScalarView($0)) }.joined(separator: "\n")
        return (renamed, position)
    }

    /// In a block map, the keys are below each other.
    private func below(in lines: [[Unicode.Scalar]]) -> YAMLPosition? {
        for (index, line) in lines.enumerated().dropFirst(first.line) {
            guard let indentation = line.firstIndex(where: { $0 != " " && $0 != "\r" }), line[indentation] != "#" else {
                continue
            }
            if indentation < first.column - 1 { return nil }
            if indentation == first.column - 1, isKey(line, at: indentation) {
                return YAMLPosition(line: index + 1, column: first.column)
            }
        }
        return nil
    }

    /// In a flow map, they are beside each other.
    private func beside(in lines: [[Unicode.Scalar]]) -> YAMLPosition? {
        guard lines.indices.contains(first.line - 1) else { return nil }
        let line = lines[first.line - 1]
        for column in line.indices.dropFirst(first.column)
        where line[column - 1] == " " || line[column - 1] == "," {
            if isKey(line, at: column) { return YAMLPosition(line: first.line, column: column + 1) }
        }
        return nil
    }

    private func isKey(_ line: [Unicode.Scalar], at start: Int) -> Bool {
        var rest = line[start...]
        let quote = rest.first.flatMap { isQuote($0) ? $0 : nil }
        if quote != nil { rest = rest.dropFirst() }
        guard rest.starts(with: key.unicodeScalars) else { return false }
        rest = rest.dropFirst(key.unicodeScalars.count)
        if let quote {
            guard rest.first == quote else { return false }
            rest = rest.dropFirst()
        }
        return rest.drop { $0 == " " }.first == ":"
    }

    private func isQuote(_ scalar: Unicode.Scalar) -> Bool { scalar == "\"" || scalar == "'" }
}
