import Validation

extension YAMLMap {
    /// A map that has to be there; nil after a problem.
    package func map(_ key: String) -> YAMLMap? {
        required(key, "a map").flatMap { map($0, at: path.appending(key)) }
    }

    /// A map, or nil.
    package func optionalMap(_ key: String) -> YAMLMap? {
        node(key).flatMap { map($0, at: path.appending(key)) }
    }

    /// A list of maps, each read by `read`; those for which it gives nil are left out. Empty when there is no list.
    package func list<Element>(_ key: String, _ read: (YAMLMap) -> Element?) -> [Element] {
        items(key).compactMap { item in map(item.node, at: item.path).flatMap(read) }
    }

    /// A list of texts; empty when there is none.
    package func strings(_ key: String) -> [String] {
        items(key).compactMap { item in text(item.node, at: item.path) }
    }

    /// A list of texts, or nil when the file doesn't have the key.
    package func optionalStrings(_ key: String) -> [String]? {
        has(key) ? strings(key) : nil
    }

    /// One text or a list of texts; nil when the file doesn't have the key.
    package func optionalTextOrTexts(_ key: String) -> [String]? {
        guard let node = node(key) else { return nil }
        if case .scalar = node.value { return text(node, at: path.appending(key)).map { [$0] } ?? [] }
        return strings(key)
    }

    /// Whether the file has a map for `key`.
    package func hasMap(_ key: String) -> Bool {
        if case .map = node(key)?.value { true } else { false }
    }

    private func items(_ key: String) -> [(node: YAMLNode, path: FieldPath)] {
        guard let node = node(key) else { return [] }
        let path = path.appending(key)
        guard case .list(let items) = node.value else {
            wrongType(node, at: path, wanted: "a list")
            return []
        }
        return items.enumerated().map { ($1, path.appending(index: $0)) }
    }

    private func map(_ node: YAMLNode, at path: FieldPath) -> YAMLMap? {
        guard case .map(let entries) = node.value else {
            wrongType(node, at: path, wanted: "a map")
            return nil
        }
        return YAMLMap(entries: entries, position: node.position, path: path, reading: reading)
    }
}
