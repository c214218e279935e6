import HTTPTypes
import ServiceKit

/// One page of a list, by number: at most 50 elements, 30 unless asked for.
struct GiteaPage: Sendable {
    static let maxLimit = 50

    let number: Int
    let limit: Int
    private let query: [(name: String, value: String)]

    init(query: [(name: String, value: String)]) {
        func value(_ name: String) -> Int? { query.first { $0.name == name }.flatMap { Int($0.value) } }
        number = min(max(1, value("page") ?? 1), 1_000_000)
        let asked = value("limit") ?? 0
        limit = asked < 1 ? 30 : min(asked, Self.maxLimit)
        self.query = query.filter { $0.name == "limit" }
    }

    func slice<Element>(_ all: [Element]) -> ArraySlice<Element> {
        all.dropFirst((number - 1) * limit).prefix(limit)
    }

    /// `X-Total-Count`, and `Link` when there is more than one page.
    func headers(total: Int, url: String) -> HTTPFields {
        var headers: HTTPFields = [:]
        headers[.totalCount] = String(total)
        let last = max(1, (total + limit - 1) / limit)
        guard last > 1 else { return headers }
        // A page after the last one links as if it were the last.
        let current = min(number, last)
        var links: [String] = []
        func add(_ page: Int, _ relation: String) {
            let items = query.map { "\($0.name)=\($0.value)" } + ["page=\(page)"]
            links.append("<\(url)?\(items.joined(separator: "&"))>; rel=\"\(relation)\"")
        }
        if current < last {
            add(current + 1, "next")
            add(last, "last")
        }
        if current > 1 {
            add(1, "first")
            add(current - 1, "prev")
        }
        headers[.link] = links.joined(separator: ",")
        return headers
    }
}

extension HTTPField.Name {
    // A valid field name; the fallback can't be reached.
    static let totalCount = HTTPField.Name("X-Total-Count") ?? .eTag
}
