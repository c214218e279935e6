import HTTPTransport
import RemoteSources
import Synchronization

/// Git with a script: the outcomes of its readings, one after the other, then the last one again and again.
final class ScriptedGit: GitTransport {
    typealias Outcome = Result<Result<GitRefs, DriverError>, TransportError>

    private let left: Mutex<[Outcome]>
    private let seen = Mutex<[GitBounds]>([])

    init(_ outcomes: Outcome...) {
        left = Mutex(outcomes)
    }

    /// The bounds of the readings so far.
    var bounds: [GitBounds] { seen.withLock { $0 } }

    private func next(_ bounds: GitBounds) throws(TransportError) -> Result<GitRefs, DriverError> {
        seen.withLock { $0.append(bounds) }
        return try left.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }.get()
    }

    func refs(
        of repository: GitRepository, within bounds: GitBounds
    ) async throws(TransportError) -> Result<GitRefs, DriverError> {
        try next(bounds)
    }

    func commit(
        _ sha: String, in repository: GitRepository, within bounds: GitBounds
    ) async throws(TransportError) -> Result<RemoteCommit, DriverError> {
        try next(bounds).map { _ in RemoteCommit(sha: sha, message: "of \(repository.path)", webURL: nil) }
    }

    func file(
        _ path: String, at sha: String, in repository: GitRepository, within bounds: GitBounds
    ) async throws(TransportError) -> Result<[UInt8], DriverError> {
        try next(bounds).map { _ in Array("\(path) at \(sha)".utf8) }
    }
}
