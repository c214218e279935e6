import RemoteSources

/// Lists: by page number, or after the last id (keyset). Where a list goes on is taken from the answer, never an address.
enum GitLabPages {
    /// No list is longer; it keeps a page token that somebody made up from overflowing.
    private static let maxPage = 1_000_000

    static func query(
        _ page: PageToken?, size: Int = GitLabDriver.pageSize
    ) throws(DriverError) -> [ForgeRequest.QueryItem] {
        [.init("page", String(try number(of: page))), .init("per_page", String(size))]
    }

    private static func number(of page: PageToken?) throws(DriverError) -> Int {
        let number = page.map { Int($0.rawValue) ?? 0 } ?? 1
        guard (1...maxPage).contains(number) else { throw notOurs }
        return number
    }

    /// A page of a list that is read by page number.
    static func call<Answer: Decodable & Sendable, Output: Sendable>(
        _ path: [String], _ page: PageToken?, size: Int = GitLabDriver.pageSize, as type: Answer.Type,
        _ convert: @escaping @Sendable (Answer) -> Output
    ) throws(DriverError) -> Call<Page<Output>> {
        let number = try number(of: page)
        return Call(ForgeRequest("GET", path, query: try query(page, size: size))) { response throws(DriverError) in
            let answers = try ForgeAnswer.decode([Answer].self, from: response)
            let next = goesOn(response, count: answers.count) ? PageToken(String(number + 1)) : nil
            return .done(Page(items: answers.map(convert), next: next))
        }
    }

    /// Totals are missing in long lists, and a proxy may take headers away: then a list goes on until a page is empty.
    private static func goesOn(_ response: ForgeResponse, count: Int) -> Bool {
        if let next = response.headers["x-next-page"] { return !next.isEmpty }
        if let link = response.headers["link"] { return nextLink(link) != nil }
        return count > 0
    }

    /// A page of a list that goes on after the last id.
    static func keyset<Answer: Decodable & Sendable, Output: Sendable>(
        _ path: [String], query: [ForgeRequest.QueryItem], after page: PageToken?, as type: Answer.Type,
        id: @escaping @Sendable (Answer) -> Int, _ convert: @escaping @Sendable (Answer) -> Output
    ) throws(DriverError) -> Call<Page<Output>> {
        var query = query
        query += [
            .init("order_by", "id"), .init("pagination", "keyset"), .init("per_page", String(GitLabDriver.pageSize)),
            .init("sort", "asc"),
        ]
        if let page {
            guard let after = Int(page.rawValue), after >= 0, String(after) == page.rawValue else { throw notOurs }
            query.append(.init("id_after", page.rawValue))
        }
        return Call(ForgeRequest("GET", path, query: query)) { response throws(DriverError) in
            let answers = try ForgeAnswer.decode([Answer].self, from: response)
            let page = Page(items: answers.map(convert), next: nil)
            guard let last = answers.last else { return .done(page) }
            guard let link = response.headers["link"] else {
                return .done(Page(items: page.items, next: PageToken(String(id(last)))))
            }
            guard let next = nextLink(link) else { return .done(page) }
            guard let after = idAfter(in: next) else {
                throw .unavailable("the forge's list goes on in a way that is not GitLab's")
            }
            return .done(Page(items: page.items, next: PageToken(after)))
        }
    }

    private static var notOurs: DriverError {
        .invalid(field: "page", message: "this page token is not one of this driver")
    }

    /// The address with `rel="next"` of a `Link` header (RFC 8288), as far as GitLab makes use of it.
    private static func nextLink(_ header: String) -> Substring? {
        for link in header.split(separator: "<").prefix(10) {
            guard let end = link.firstIndex(of: ">") else { continue }
            let attributes = link[end...].lowercased()
            if attributes.contains(#"rel="next""#) || attributes.contains("rel=next") { return link[..<end] }
        }
        return nil
    }

    private static func idAfter(in url: Substring) -> String? {
        let query = url.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        for item in query.split(separator: "&") where item.hasPrefix("id_after=") {
            guard let id = Int(item.dropFirst("id_after=".count)), id >= 0 else { return nil }
            return String(id)
        }
        return nil
    }
}
