/// One page of a list, by number: at most 100 elements, 30 unless asked for.
struct GitHubPage: Sendable {
    private let number: Int
    private let limit: Int

    init(query: [(name: String, value: String)]) {
        func value(_ name: String) -> Int? { query.first { $0.name == name }.flatMap { Int($0.value) } }
        number = min(max(1, value("page") ?? 1), 1_000_000)
        limit = min(max(1, value("per_page") ?? 30), 100)
    }

    func slice<Element>(_ all: [Element]) -> ArraySlice<Element> {
        all.dropFirst((number - 1) * limit).prefix(limit)
    }

    /// The links to other pages; nil when there are none.
    func link(total: Int, url: String) -> String? {
        let last = max(1, (total + limit - 1) / limit)
        var pages: [(Int, String)] = []
        if number > 1 { pages += [(number - 1, "prev")] }
        if number < last { pages += [(number + 1, "next"), (last, "last")] }
        if number > 1 { pages += [(1, "first")] }
        guard !pages.isEmpty else { return nil }
        return pages.map { "<\(url)?per_page=\(limit)&page=\($0.0)>; rel=\"\($0.1)\"" }.joined(separator: ", ")
    }
}
