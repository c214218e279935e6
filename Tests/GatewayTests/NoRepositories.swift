import HTTPTransport
import RemoteSources

/// There is no server anywhere that has a repository.
struct NoRepositories: GitTransport {
    private static let unreachable = TransportError(.connectionFailed, "there is no such server")

    func refs(
        of repository: GitRepository, within bounds: GitBounds
    ) async throws(TransportError) -> Result<GitRefs, DriverError> {
        throw Self.unreachable
    }

    func commit(
        _ sha: String, in repository: GitRepository, within bounds: GitBounds
    ) async throws(TransportError) -> Result<RemoteCommit, DriverError> {
        throw Self.unreachable
    }

    func file(
        _ path: String, at sha: String, in repository: GitRepository, within bounds: GitBounds
    ) async throws(TransportError) -> Result<[UInt8], DriverError> {
        throw Self.unreachable
    }
}
