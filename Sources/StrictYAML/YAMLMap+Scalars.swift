import Validation

extension YAMLMap {
    /// A text that has to be there and not be empty; empty after a problem.
    package func string(_ key: String) -> String {
        guard let node = required(key, "a text") else { return "" }
        guard let text = text(node, at: path.appending(key)) else { return "" }
        if text.isEmpty { problem(at: key, .required, "a text is needed") }
        return text
    }

    /// A text, or nil.
    package func optionalString(_ key: String) -> String? {
        node(key).flatMap { text($0, at: path.appending(key)) }
    }

    /// A truth value, `fallback` when there is none.
    package func bool(_ key: String, default fallback: Bool) -> Bool {
        optionalBool(key) ?? fallback
    }

    /// A truth value, or nil.
    package func optionalBool(_ key: String) -> Bool? {
        guard let node = node(key) else { return nil }
        if case .bool(let value) = scalar(node) { return value }
        wrongType(node, at: path.appending(key), wanted: "true or false")
        return nil
    }

    /// A whole number that has to be there; the range's lower bound after a problem.
    package func integer(_ key: String, in range: ClosedRange<Int> = Int.min...Int.max) -> Int {
        guard let node = required(key, "a whole number") else { return range.lowerBound }
        return integer(node, key, range) ?? range.lowerBound
    }

    /// A whole number, `fallback` when there is none.
    package func integer(
        _ key: String, default fallback: Int, in range: ClosedRange<Int> = Int.min...Int.max
    ) -> Int {
        optionalInteger(key, in: range) ?? fallback
    }

    /// A whole number, or nil.
    package func optionalInteger(_ key: String, in range: ClosedRange<Int> = Int.min...Int.max) -> Int? {
        node(key).flatMap { integer($0, key, range) }
    }

    private func integer(_ node: YAMLNode, _ key: String, _ range: ClosedRange<Int>) -> Int? {
        guard case .integer(let value) = scalar(node) else {
            wrongType(node, at: path.appending(key), wanted: "a whole number")
            return nil
        }
        guard range.contains(value) else {
            let bounds =
                range.lowerBound == range.upperBound
                ? "has to be \(range.lowerBound)" : "is from \(range.lowerBound) to \(range.upperBound)"
            problem(at: key, .outOfRange, "this \(bounds), not \(value)")
            return nil
        }
        return value
    }

    func text(_ node: YAMLNode, at path: FieldPath) -> String? {
        if case .string(let text) = scalar(node) { return text }
        var wanted = "a text"
        if case .scalar = node.value { wanted += " (put it in quotes)" }
        wrongType(node, at: path, wanted: wanted)
        return nil
    }

    func scalar(_ node: YAMLNode) -> YAMLScalar? {
        guard case .scalar(let text, let isPlain) = node.value else { return nil }
        return YAMLScalar(text, isPlain: isPlain)
    }
}
