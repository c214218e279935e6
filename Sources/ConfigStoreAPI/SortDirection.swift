/// The order of a list, as its `sortdirection` says it.
public enum SortDirection: String, Codable, Sendable, Hashable, CaseIterable {
    case ascending = "asc"
    case descending = "desc"
}
