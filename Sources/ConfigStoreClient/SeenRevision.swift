import Synchronization

/// How far the store was when it answered: bound once, where a request comes in, and sent along with every call, so that no
/// instance answers with less than another one did before.
public final class SeenRevision: Sendable {
    @TaskLocal public static var current: SeenRevision?

    private let newest: Mutex<Int>

    /// - Parameter revision: What whoever asks has seen; 0 for nothing.
    public init(_ revision: Int = 0) {
        newest = Mutex(revision)
    }

    /// The newest revision that an answer had.
    public var revision: Int { newest.withLock { $0 } }

    /// Takes note of an answer's revision.
    ///
    /// - Parameter revision: The answer's.
    public func note(_ revision: Int) {
        newest.withLock { $0 = max($0, revision) }
    }

    /// The header of requests and answers that has the revision.
    public static let headerName = "X-Sallyport-Revision"
}
