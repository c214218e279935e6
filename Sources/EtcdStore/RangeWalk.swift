import EtcdAccess

/// Reads a range of any size, page by page: as it was at one revision, or each page as it is.
struct RangeWalk: Sendable {
    let client: EtcdClient
    private var stretches: RangeStretches
    private let revision: Int?
    /// The most pairs of a page. They get fewer when a page is larger than an answer may be.
    private var limit: Int

    init(client: EtcdClient, range: EtcdKeyRange, revision: Int? = nil, limit: Int = 10_000) {
        self.client = client
        self.revision = revision
        self.limit = limit
        stretches = RangeStretches(range)
    }

    /// The next page, which is not empty; nil at the end.
    mutating func next() async throws(EtcdError) -> [EtcdPair]? {
        while let stretch = stretches.next {
            let page: EtcdPage
            do throws(EtcdError) {
                page = try await client.range(stretch, limit: limit, at: revision)
            } catch {
                guard error == .tooLarge, limit > 1 else { throw error }
                limit /= 4
                continue
            }
            stretches.pass(upTo: page.hasMore ? page.pairs.last?.key : nil, of: page.count, limit: limit)
            if !page.pairs.isEmpty { return page.pairs }
        }
        return nil
    }

    /// The next page, nil at the end, and the walk behind it.
    func step() async throws(EtcdError) -> (page: [EtcdPair]?, rest: RangeWalk) {
        var rest = self
        return (try await rest.next(), rest)
    }
}
