package import Validation

extension YAMLMap {
    /// A value of any shape, or nil. Numbers that aren't whole become problems, and read as nothing.
    package func tree(_ key: String) -> YAMLTree? {
        node(key).map { tree($0, at: path.appending(key)) }
    }

    /// Adds a problem at a place that a tree of this document gave.
    package func problem(at place: YAMLPlace, _ code: Violation.Code, _ message: String) {
        reading.add(Violation(place.path, code, message), at: place.position)
    }

    private func tree(_ node: YAMLNode, at path: FieldPath) -> YAMLTree {
        let value: YAMLTree.Value
        switch node.value {
        case .list(let items):
            value = .list(items.enumerated().map { tree($1, at: path.appending(index: $0)) })
        case .map(let entries):
            value = .map(entries.map { ($0.key, tree($0.value, at: path.appending($0.key))) })
        case .scalar(let text, let isPlain):
            switch YAMLScalar(text, isPlain: isPlain) {
            case .null: value = .null
            case .bool(let flag): value = .bool(flag)
            case .integer(let number): value = .integer(number)
            case .string(let text): value = .string(text)
            case .float:
                wrongType(node, at: path, wanted: "a whole number or a text")
                value = .null
            }
        }
        return YAMLTree(value: value, place: YAMLPlace(file: reading.file, position: node.position, path: path))
    }
}
