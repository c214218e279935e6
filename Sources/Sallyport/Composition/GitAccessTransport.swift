import GitAccess
import HTTPTransport
import RemoteSources

/// Reaches repositories through GitAccess, under the same address guard as forges.
struct GitAccessTransport: GitTransport {
    private let transport: any HTTPTransport
    private let outboundAllow: [AddressRange]
    /// How a server's certificate is checked.
    private let tls: TLSPolicy
    private let threads = GitThreads()

    /// - Parameters:
    ///   - transport: For https; it has the same addresses to avoid.
    ///   - outboundAllow: Addresses that may be reached besides public ones.
    ///   - tls: How a server's certificate is checked.
    init(transport: any HTTPTransport, outboundAllow: [AddressRange], tls: TLSPolicy = .systemRoots) {
        self.transport = transport
        self.outboundAllow = outboundAllow
        self.tls = tls
    }

    func refs(
        of repository: GitRepository, within bounds: GitBounds
    ) async throws(TransportError) -> Result<GitRefs, DriverError> {
        try await read(repository, bounds) { client, remote throws(GitError) in
            let listing = try await client.refs(of: remote)
            return GitRefs(
                head: listing.head, refs: listing.refs.map { RemoteRef(name: $0.name, commitSHA: $0.commit) })
        }
    }

    func commit(
        _ sha: String, in repository: GitRepository, within bounds: GitBounds
    ) async throws(TransportError) -> Result<RemoteCommit, DriverError> {
        try await read(repository, bounds) { client, remote throws(GitError) in
            let commit = try await client.commit(sha, in: remote)
            return RemoteCommit(sha: commit.id, message: commit.message, webURL: nil)
        }
    }

    func file(
        _ path: String, at sha: String, in repository: GitRepository, within bounds: GitBounds
    ) async throws(TransportError) -> Result<[UInt8], DriverError> {
        try await read(repository, bounds) { client, remote throws(GitError) in
            try await client.file(path, at: sha, in: remote)
        }
    }

    private func read<Value: Sendable>(
        _ repository: GitRepository, _ bounds: GitBounds,
        _ work: (GitClient, GitRemote) async throws(GitError) -> Value
    ) async throws(TransportError) -> Result<Value, DriverError> {
        var limits = GitLimits(fileBytes: bounds.maxBytes)
        limits.time = min(limits.time, bounds.deadline - .now)
        let client = GitClient(
            transport: transport, outboundAllow: outboundAllow, limits: limits, threads: threads.pool)
        do throws(GitError) {
            return .success(try await work(client, try GitRemote(repository, tls: tls)))
        } catch {
            guard let refusal = DriverError(error) else { throw TransportError(error) }
            return .failure(refusal)
        }
    }
}

extension GitRemote {
    fileprivate init(_ repository: GitRepository, tls: TLSPolicy) throws(GitError) {
        let credentials: Credentials =
            switch repository.credentials {
            case .password(let user, let password): .password(user: user, password: password)
            case .privateKey(let key): .privateKey(key)
            }
        let hostKeys: HostKeyPolicy =
            switch repository.hostKeys {
            case .pinned(let lines): HostKeyPolicy(knownHosts: lines)
            case .any: .any
            }
        try self.init(cloneURL: repository.cloneURL, credentials: credentials, hostKeys: hostKeys, tls: tls)
    }
}

extension DriverError {
    /// What a server refuses; nil for what brought no answer.
    fileprivate init?(_ error: GitError) {
        switch error {
        case .invalidURL: self = .invalid(field: "clone_url", message: error.description)
        case .unauthorized: self = .unauthorized(error.description)
        case .repositoryNotFound, .commitNotFound, .fileNotFound, .notAFile: self = .notFound(error.description)
        case .moved: self = .moved(id: nil)
        default: return nil
        }
    }
}

extension TransportError {
    fileprivate init(_ error: GitError) {
        let code: Code =
            switch error {
            case .addressRefused: .addressRefused
            case .tlsFailed, .hostKeyMismatch, .hostKeyUnknown: .tlsFailed
            case .timedOut: .timedOut
            case .cancelled: .cancelled
            case .tooLarge: .responseTooLarge
            case .badAnswer: .invalidResponse
            default: .connectionFailed
            }
        self.init(code, error.description)
    }
}
