import HTTPTypes
import ServiceKit

/// One page of a list, by number: at most 100 elements, 20 unless asked for.
struct GitLabPage: Sendable {
    static let maxLimit = 100

    let number: Int
    let limit: Int

    init(query: [(name: String, value: String)]) {
        func value(_ name: String) -> Int? { query.first { $0.name == name }.flatMap { Int($0.value) } }
        number = min(max(1, value("page") ?? 1), 1_000_000)
        limit = min(max(1, value("per_page") ?? 20), Self.maxLimit)
    }

    func slice<Element>(_ all: [Element]) -> ArraySlice<Element> {
        all.dropFirst((number - 1) * limit).prefix(limit)
    }

    /// The counters and links of GitLab; a page that isn't there is an empty text.
    func headers(total: Int, url: String) -> HTTPFields {
        let last = max(1, (total + limit - 1) / limit)
        let next = number < last ? String(number + 1) : ""
        let previous = number > 1 ? String(number - 1) : ""
        var headers: HTTPFields = [:]
        for (name, value) in [
            ("X-Next-Page", next), ("X-Page", String(number)), ("X-Per-Page", String(limit)), ("X-Prev-Page", previous),
            ("X-Total", String(total)), ("X-Total-Pages", String(last)),
        ] {
            if let field = HTTPField.Name(name) { headers[field] = value }
        }
        let links = [("prev", previous), ("next", next), ("first", "1"), ("last", String(last))].filter {
            !$0.1.isEmpty
        }
        headers[.link] = links.map { "<\(url)?page=\($0.1)&per_page=\(limit)>; rel=\"\($0.0)\"" }
            .joined(separator: ", ")
        return headers
    }

    /// One page after an id, and where the list goes on: only an empty page has no link.
    static func keyset<Element>(
        _ all: [Element], sortedBy id: (Element) -> Int64, query: [(name: String, value: String)], url: String
    ) -> (items: ArraySlice<Element>, headers: HTTPFields) {
        let page = GitLabPage(query: query)
        let after = query.first { $0.name == "id_after" }.flatMap { Int64($0.value) } ?? 0
        let items = all.drop { id($0) <= after }.prefix(page.limit)
        guard let last = items.last else { return (items, [:]) }
        let kept = query.filter { $0.name != "id_after" }.map { "\($0.name)=\(ForgeForm.encoded($0.value))" }
        let parameters = (["id_after=\(id(last))"] + kept).joined(separator: "&")
        return (items, [.link: "<\(url)?\(parameters)>; rel=\"next\""])
    }
}
