import StrictYAML
import Validation

/// Lists, and how they go on.
extension ManifestReader {
    private enum Scheme: String, CaseIterable {
        case none, number, link, offset
    }

    /// Reads a list and the requests that make it.
    func list(_ entry: YAMLMap?, _ placeholders: Placeholders, needs: [RequestNeed] = []) -> ListOperation? {
        guard let entry else { return nil }
        let operation = operation(entry, placeholders, needs: needs)
        let items = listPath(entry, "items", isText: operation?.last.isText ?? false)
        let pages = entry.optionalMap("pages").flatMap(self.pages(_:)) ?? self.pages
        guard let operation, let items else { return nil }
        return ListOperation(operation: operation, items: items, pages: pages)
    }

    func pages(_ entry: YAMLMap) -> PageScheme? {
        guard let scheme = word(entry, "scheme", entry.string("scheme"), Scheme.self) else {
            entry.allowAnyKey()
            return nil
        }
        switch scheme {
        case .none: return PageScheme.none
        case .number:
            let (page, size, total) = (parameter(entry, "page"), optional(entry, "size"), header(entry, "total"))
            return page.map { .number(page: $0, size: size, total: total) }
        case .link:
            let (page, size) = (parameter(entry, "page"), optional(entry, "size"))
            return page.map { .link(page: $0, size: size) }
        case .offset:
            let (start, size) = (parameter(entry, "start"), optional(entry, "size"))
            let (next, last) = (path(entry, "next", isText: false), path(entry, "last", isText: false))
            guard let start, let next, let last else { return nil }
            return .offset(start: start, size: size, next: next, last: last)
        }
    }

    private func optional(_ entry: YAMLMap, _ key: String) -> String? {
        entry.has(key) ? parameter(entry, key) : nil
    }

    /// The name of an item of a query.
    private func parameter(_ entry: YAMLMap, _ key: String) -> String? {
        let name = entry.string(key)
        guard !name.isEmpty else { return nil }
        let isName = name.utf8.count <= 60 && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "{") }
        if !isName { entry.problem(at: key, .invalidName, "this is the name of an item of the query") }
        return isName ? name : nil
    }
}
