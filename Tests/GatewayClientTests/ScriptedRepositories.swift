import HTTPTransport
import RemoteSources
import Synchronization

/// What git says of every repository, and which ones were read.
final class ScriptedRepositories: GitTransport {
    typealias Outcome = Result<Result<GitRefs, DriverError>, TransportError>

    private let state: Mutex<(outcome: Outcome, looks: [GitRepository])>

    /// - Parameter outcome: What comes of every reading; an empty repository unless given.
    init(_ outcome: Outcome = .success(.success(GitRefs(head: nil, refs: [])))) {
        state = Mutex((outcome, []))
    }

    /// The repositories that were read since it was asked last.
    func looks() -> [GitRepository] {
        state.withLock { state in
            defer { state.looks = [] }
            return state.looks
        }
    }

    /// From now on this comes of every reading.
    func answer(_ outcome: Outcome) {
        state.withLock { $0.outcome = outcome }
    }

    func refs(
        of repository: GitRepository, within bounds: GitBounds
    ) async throws(TransportError) -> Result<GitRefs, DriverError> {
        try state.withLock { state in
            state.looks.append(repository)
            return state.outcome
        }.get()
    }

    func commit(
        _ sha: String, in repository: GitRepository, within bounds: GitBounds
    ) async throws(TransportError) -> Result<RemoteCommit, DriverError> {
        .failure(.notFound("there are no commits"))
    }

    func file(
        _ path: String, at sha: String, in repository: GitRepository, within bounds: GitBounds
    ) async throws(TransportError) -> Result<[UInt8], DriverError> {
        .failure(.notFound("there are no files"))
    }
}
