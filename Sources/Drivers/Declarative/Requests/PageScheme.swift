import RemoteSources
import Validation

/// How a forge's lists go on: one of a closed list. Where is always taken from a number or a word, never from an address.
enum PageScheme: Sendable {
    /// A list is one answer.
    case none
    /// By page number, until a page is empty, or as many came as the header `total` says.
    case number(page: String, size: String?, total: String?)
    /// As long as the `Link` header has `rel="next"`, whose query says what comes next.
    case link(page: String, size: String?)
    /// By the number of the first item, which the answer gives.
    case offset(start: String, size: String?, next: JSONPath, last: JSONPath)

    private static let maxPage = 1_000_000
    private static let maxTokenBytes = 200

    /// What a request for a page has in its query.
    func query(_ token: PageToken?, size limit: Int) throws(DriverError) -> [ForgeRequest.QueryItem] {
        switch self {
        case .none:
            guard token == nil else { throw Self.notOurs }
            return []
        case .number(let page, let size, _):
            return Self.query(page, String(try Self.count(token).page), size, limit)
        case .link(let page, let size):
            return Self.query(page, try token.map { token throws(DriverError) in try Self.word(token) }, size, limit)
        case .offset(let start, let size, _, _):
            return Self.query(start, String(try Self.offset(token)), size, limit)
        }
    }

    /// Where the list goes on; nil at its end.
    func next(after token: PageToken?, count: Int, _ answer: Answer) throws(DriverError) -> PageToken? {
        switch self {
        case .none: return nil
        case .number(_, _, let total):
            let current = try Self.count(token)
            let seen = current.seen + count
            if let header = total, let value = answer.response.headers[header.lowercased()], let total = Int(value) {
                return seen < total && count > 0 ? PageToken("\(current.page + 1).\(seen)") : nil
            }
            return count > 0 ? PageToken("\(current.page + 1).\(seen)") : nil
        case .link(let page, _):
            guard let query = answer.response.headers["link"].flatMap(LinkHeader.nextQuery) else { return nil }
            guard let word = query[page], Self.isWord(word) else {
                throw .unavailable("the forge's list goes on without its \(page)")
            }
            return PageToken(word)
        case .offset(_, _, let next, let last):
            return try Self.nextOffset(after: try Self.offset(token), next, last, answer)
        }
    }

    private static func nextOffset(
        after start: Int, _ next: JSONPath, _ last: JSONPath, _ answer: Answer
    ) throws(DriverError) -> PageToken? {
        do throws(AnswerMismatch) {
            if try ValueSource.path(last, removingSuffix: nil).flag(in: answer.scope) ?? false { return nil }
            guard let number = try next.value(in: answer.scope.document)?.integer, number > start else {
                throw AnswerMismatch("a number greater than before", at: next.text)
            }
            return PageToken(String(number))
        } catch {
            throw error.inAnswer
        }
    }

    private static func query(
        _ name: String, _ value: String?, _ size: String?, _ limit: Int
    ) -> [ForgeRequest.QueryItem] {
        (value.map { [.init(name, $0)] } ?? []) + (size.map { [.init($0, String(limit))] } ?? [])
    }

    private static var notOurs: DriverError {
        .invalid(field: "page", message: "this page token is not one of this driver")
    }

    /// `page.seen`: the page, and how many items came before it.
    private static func count(_ token: PageToken?) throws(DriverError) -> (page: Int, seen: Int) {
        guard let token else { return (1, 0) }
        let parts = token.rawValue.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard parts.count == 2, (2...maxPage).contains(parts[0]), (0...1_000_000_000).contains(parts[1]) else {
            throw notOurs
        }
        return (parts[0], parts[1])
    }

    private static func offset(_ token: PageToken?) throws(DriverError) -> Int {
        guard let token else { return 0 }
        guard let start = Int(token.rawValue), (1...1_000_000_000).contains(start) else { throw notOurs }
        return start
    }

    private static func word(_ token: PageToken) throws(DriverError) -> String {
        guard isWord(token.rawValue) else { throw notOurs }
        return token.rawValue
    }

    private static func isWord(_ text: String) -> Bool {
        (1...maxTokenBytes).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}
