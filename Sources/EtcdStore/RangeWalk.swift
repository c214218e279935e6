import EtcdAccess

/// Reads a range of any size, page by page: as it was at one revision, or each page as it is.
struct RangeWalk {
    let client: EtcdClient
    /// What is left.
    private var range: EtcdKeyRange
    private let revision: Int?
    private var isDone = false
    /// Large: etcd 3.4 looks at all that is left for each page. They get smaller when one is larger than an answer may be.
    private var limit = 10_000

    init(client: EtcdClient, range: EtcdKeyRange, revision: Int? = nil) {
        self.client = client
        self.range = range
        self.revision = revision
    }

    /// The next page; nil at the end.
    mutating func next() async throws -> [EtcdPair]? {
        if isDone { return nil }
        while true {
            do {
                let page = try await client.range(range, limit: limit, at: revision)
                isDone = !page.hasMore
                if let last = page.pairs.last { range.start = last.key + [0] }
                return page.pairs
            } catch {
                guard error == .tooLarge, limit > 1 else { throw error }
                limit /= 4
            }
        }
    }
}
