package import Instruments

/// Where records, claims and references are kept.
///
/// Every implementation passes the same suite. Reads see one consistent snapshot; a commit is atomic and, once it
/// returns, durable and seen by every later read. Its commits are numbered (`CommitFeed`); it can be read whole and be
/// replaced whole (`GenerationKeeper`); and its instances know of each other (`MaintenanceBoard`).
package protocol DataStore: CommitFeed, GenerationKeeper, MaintenanceBoard, MetricSource {
    /// Runs `body` on a consistent snapshot, off the cooperative pool.
    ///
    /// - Parameter body: Reads, without waiting for anything else.
    /// - Returns: What `body` returned.
    /// - Throws: `StoreError.timedOut` when `RequestDeadline.current` passes, `StoreError.cancelled` when the task is
    ///   cancelled, `StoreError.unavailable` when the store fails, and what `body` throws.
    func read<Value: Sendable>(_ body: @Sendable @escaping (any Snapshot) throws -> Value) async throws -> Value

    /// Applies a transaction whole.
    ///
    /// - Returns: The store's revision once it was applied: of two commits, the one that was applied later has no lower
    ///   number; they have the same when they were applied together.
    /// - Throws: The `GuardFailure` that kept it from being applied, or `StoreError`.
    @discardableResult
    func commit(_ transaction: Transaction) async throws -> Int

    /// A record by a claim it holds. Answers from memory where it can.
    func record(holding claim: Claim) async throws -> Record?

    /// A record by its key. Answers from memory where it can.
    func record(_ key: RecordKey) async throws -> Record?

    /// Waits for what is running; later calls throw `StoreError.closed`.
    func close() async
}

extension DataStore {
    /// A store that counts nothing.
    package func metrics() async -> [Metric] { [] }
}

/// One consistent view of the store. Valid only inside the closure that it is given to.
package protocol Snapshot {
    /// A record, or nil.
    func record(_ key: RecordKey) throws -> Record?
    /// The record that holds a claim, or nil.
    func record(holding claim: Claim) throws -> Record?
    /// Claims of one space whose keys start with `prefix`, in the order of their keys, with the records that hold them.
    func claims(_ range: ClaimRange) throws -> [ClaimedRecord]
    /// Records of one kind by id, after the one that is named: every one of them, whatever claims it has.
    func records(of kind: RecordKind, after id: String, limit: Int) throws -> [Record]
    /// How many records refer to this one.
    func referenceCount(to key: RecordKey) throws -> Int
    /// How many records of each kind refer to this one.
    func referenceCounts(to key: RecordKey) throws -> [RecordKind: Int]

    // Each of these is one query, however many records it is about.

    /// Those of several records that there are, in no particular order.
    func records(_ keys: [RecordKey]) throws -> [Record]
    /// Follows the claims `<id>/<name>` of one space: the first from the id `start`, each further one from the id of the
    /// record that holds the one before. Ends early where nobody holds the claim.
    func path(_ space: String, from start: String, names: [String]) throws -> [Record]
    /// Follows the claims `<id>` of one space: the first from the id `start`, each further one from the id of the record
    /// that holds the one before, until nobody holds the next. The last record is the nearest to the root.
    func chain(_ space: String, from start: String) throws -> [Record]
    /// Claims of one space whose keys start with `<id>/` for one of the ids, with the records that hold them.
    func claims(_ space: String, below ids: [String], limit: Int) throws -> [ClaimedRecord]
    /// Those of several claims of one space that are held, with the records that hold them, in no particular order.
    func claims(_ space: String, keys: [String]) throws -> [ClaimedRecord]
    /// Claims `<id>/<name>` of several ids, in the order of the ids, then of the keys.
    func claims(_ range: LevelRange) throws -> [ClaimedRecord]
    /// Those of several ids for which one space has a claim `<id>/…`.
    func ids(among ids: [String], holdingIn space: String) throws -> Set<String>
    /// How many claims of one space have keys that start with `prefix`.
    func claimCount(_ space: String, prefix: String) throws -> Int
    /// How many claims of one space have keys before this one.
    func claimCount(_ space: String, before key: String) throws -> Int
}

/// A stretch of the claims of one space.
package struct ClaimRange: Sendable, Hashable {
    package var space: String
    /// What the keys start with; empty for all.
    package var prefix: String
    /// Only keys after this one, in the direction of the walk.
    package var after: String?
    /// The most claims to return.
    package var limit: Int
    package var ascending: Bool

    package init(_ space: String, prefix: String = "", after: String? = nil, limit: Int, ascending: Bool = true) {
        self.space = space
        self.prefix = prefix
        self.after = after
        self.limit = limit
        self.ascending = ascending
    }
}

/// A stretch of the claims `<id>/<name>` of one space: those of several ids, one id after the other.
package struct LevelRange: Sendable, Hashable {
    package var space: String
    /// The ids, in the order of the walk.
    package var levels: [String]
    /// Only claims behind this key of the first id.
    package var after: String?
    /// Whether a name that an earlier id has is left out.
    package var isNearestOnly: Bool
    /// Earlier ids, which are not walked themselves: with `isNearestOnly`, their names are left out too.
    package var before: [String]
    /// The most claims to return.
    package var limit: Int

    package init(
        _ space: String, levels: [String], after: String? = nil, isNearestOnly: Bool = false, before: [String] = [],
        limit: Int
    ) {
        self.space = space
        self.levels = levels
        self.after = after
        self.isNearestOnly = isNearestOnly
        self.before = before
        self.limit = limit
    }
}

/// A claim's key and the record that holds it.
package struct ClaimedRecord: Sendable, Hashable {
    package var key: String
    package var record: Record

    package init(key: String, record: Record) {
        self.key = key
        self.record = record
    }
}

/// Why a store can't do what was asked, whatever the data.
package enum StoreError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The request's deadline passed.
    case timedOut
    /// The request was cancelled.
    case cancelled
    /// The database failed: a full disk, a broken file. The text is for the log.
    case unavailable(String)
    /// There is no room for another write; reads go on. The text is for the log.
    case full(String)
    /// The database can't be opened: the text says what to do.
    case unusable(String)
    /// The store was closed.
    case closed

    package var description: String {
        switch self {
        case .timedOut: "the request's deadline passed"
        case .cancelled: "the request was cancelled"
        case .unavailable(let reason): "the store failed: \(reason)"
        case .full(let reason): "the store is full: \(reason)"
        case .unusable(let text): text
        case .closed: "the store is closed"
        }
    }
}
