import ServiceKit
import Validation

/// What a list of secrets or variables shows.
struct TreeListOptions: Sendable, Hashable {
    /// What is further up, too.
    var isTree = false
    /// Nothing whose name something nearer has.
    var removesOverridden = false
    /// For variables: which secret each value gets, and why.
    var resolves = false
}

extension ActionTransaction {
    /// One page of the claims `<id>/<name>` of a space that a group or project has, with a tree also those that everything
    /// above it has, the nearest first; and the key after which the next page starts.
    func claims(
        _ space: String, of holder: Holder, _ options: TreeListOptions, _ page: PageRequest
    ) throws -> (claims: [ClaimedRecord], next: String?) {
        guard options.isTree else { return try claims(space, of: holder.id, page) }
        guard page.ascending else {
            throw ServiceError(
                code: "invalidSortDirection",
                violations: Violations([
                    Violation("sortdirection", .notSupported, "a tree is listed from the nearest up: asc is needed")
                ]))
        }
        let levels = holder.levels
        let start = try page.after.map { try Self.level(of: $0, in: levels) } ?? 0
        let found = try claims(
            LevelRange(
                space, levels: Array(levels[start...]), after: page.after, isNearestOnly: options.removesOverridden,
                before: Array(levels[..<start]), limit: page.limit + 1))
        let shown = Array(found.prefix(page.limit))
        return (shown, found.count > page.limit ? shown.last?.key : nil)
    }

    /// On which level a page ended.
    private static func level(of key: String, in levels: [String]) throws -> Int {
        guard let index = levels.firstIndex(where: { key.hasPrefix("\($0)/") }) else {
            throw ServiceError(
                .invalid, code: "invalidCursor", "this has been moved since the page before: start without a cursor")
        }
        return index
    }
}
