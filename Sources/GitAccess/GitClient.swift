package import HTTPTransport
package import NIOPosix

/// Reads repositories that are known by their clone URL alone.
///
/// libgit2 1.5 neither leaves history out nor takes a socket that was checked, so what goes over the wire is this room's
/// own: https through the same transport as everything else, ssh through libssh2 on a checked socket. libgit2 unpacks.
package struct GitClient: Sendable {
    let transport: any HTTPTransport
    private let addressGuard: AddressGuard
    private let limits: GitLimits
    private let threads: NIOThreadPool

    /// - Parameters:
    ///   - transport: For https.
    ///   - outboundAllow: Addresses that may be reached besides public ones, for ssh.
    ///   - limits: What one reading takes at the most.
    ///   - threads: Where what blocks is run. It is started and shut down by whoever made it.
    package init(
        transport: any HTTPTransport, outboundAllow: [AddressRange], limits: GitLimits = GitLimits(),
        threads: NIOThreadPool
    ) {
        self.transport = transport
        addressGuard = AddressGuard(allowed: outboundAllow)
        self.limits = limits
        self.threads = threads
    }

    /// The branches, the tags and the default branch.
    package func refs(of remote: GitRemote) async throws(GitError) -> RefListing {
        let deadline = ContinuousClock.now + limits.time
        return try await withConnection(to: remote, deadline) { connection, advertisement throws(GitError) in
            guard advertisement.version == .two else { return advertisement.listing }
            let request = UploadPackRequest.refs(prefixes: ["HEAD", "refs/heads/", "refs/tags/"])
            return try UploadPackAnswer.refs(try await connection.exchange(request, maxBytes: limits.refsBytes))
        }
    }

    /// The bytes of one file in a commit. Neither the history comes over the wire nor, where the server can leave them
    /// out, the other files.
    ///
    /// - Parameters:
    ///   - path: Such as `.ci/config.yml`, without `.` and `..`.
    ///   - commit: A full id of 40 digits. Servers that speak only the old protocol give the tips of refs.
    package func file(
        _ path: String, at commit: String, in remote: GitRemote
    ) async throws(GitError) -> [UInt8] {
        guard Self.isRelative(path) else { throw .fileNotFound }
        try Self.checkCommit(commit)
        let deadline = ContinuousClock.now + limits.time
        return try await withConnection(to: remote, deadline) { connection, advertisement throws(GitError) in
            let patience = Patience(deadline: deadline)
            let request = UploadPackRequest.commit(commit, of: advertisement, without: .files)
            let answer = try await connection.exchange(request, maxBytes: limits.packBytes)
            let found = try await threads.run(patience) { () throws(GitError) in
                try Self.find(path, in: commit, answer, limits, patience)
            }
            switch found {
            case .content(let bytes): return bytes
            case .elsewhere(let id):
                guard advertisement.version == .two else { throw .badAnswer("the file is not in its pack") }
                let answer = try await connection.exchange(.object(id), maxBytes: limits.packBytes)
                return try await threads.run(patience) { () throws(GitError) in
                    let objects = try Self.objects(answer, limits, patience)
                    guard let bytes = try objects.file(id, maxBytes: limits.fileBytes) else { throw .fileNotFound }
                    return bytes
                }
            }
        }
    }

    /// What a commit says. Neither its history comes over the wire nor, where the server can leave them out, its files.
    ///
    /// - Parameter id: A full id of 40 digits. Servers that speak only the old protocol give the tips of refs.
    package func commit(_ id: String, in remote: GitRemote) async throws(GitError) -> GitCommit {
        try Self.checkCommit(id)
        let deadline = ContinuousClock.now + limits.time
        return try await withConnection(to: remote, deadline) { connection, advertisement throws(GitError) in
            let patience = Patience(deadline: deadline)
            let request = UploadPackRequest.commit(id, of: advertisement, without: .trees)
            let answer = try await connection.exchange(request, maxBytes: limits.packBytes)
            return try await threads.run(patience) { () throws(GitError) in
                try Self.objects(answer, limits, patience).commit(id, maxBytes: limits.fileBytes)
            }
        }
    }

    /// What is read of is a commit of a repository with SHA-1: libgit2 1.5 knows no other.
    private static func checkCommit(_ id: String) throws(GitError) {
        guard id.utf8.count == 40, RefCollector.isObjectID(id[...]) else { throw .commitNotFound }
    }

    private enum Found: Sendable {
        case content([UInt8])
        /// The pack came without its files.
        case elsewhere(id: String)
    }

    private static func find(
        _ path: String, in commit: String, _ answer: [UInt8], _ limits: GitLimits, _ patience: Patience
    ) throws(GitError) -> Found {
        let objects = try objects(answer, limits, patience)
        switch try objects.entry(path, inCommit: commit) {
        case nil: throw .fileNotFound
        case .other: throw .notAFile
        case .file(let id):
            if let bytes = try objects.file(id, maxBytes: limits.fileBytes) { return .content(bytes) }
            return .elsewhere(id: id)
        }
    }

    private static func objects(
        _ answer: [UInt8], _ limits: GitLimits, _ patience: Patience
    ) throws(GitError) -> PackObjects {
        let pack = try UploadPackAnswer.pack(answer)
        try PackScanner.check(pack, limits: limits, patience: patience)
        return try PackObjects(pack, patience: patience)
    }

    private static func isRelative(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return path.utf8.count <= 4096 && !path.utf8.contains(0)
            && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }

    private func withConnection<Value: Sendable>(
        to remote: GitRemote, _ deadline: ContinuousClock.Instant,
        _ body: (any UploadPackConnection, Advertisement) async throws(GitError) -> Value
    ) async throws(GitError) -> Value {
        let connection: any UploadPackConnection
        switch remote.address {
        case .https(let url):
            connection = HTTPSConnection(
                url: url, remote: remote, transport: transport, deadline: deadline, limits: limits)
        case .ssh(let address):
            connection = try SSHConnection(
                address, remote: remote, addressGuard: addressGuard, deadline: deadline, limits: limits,
                threads: threads)
        }
        do throws(GitError) {
            let value = try await body(connection, try Advertisement(try await connection.advertisement()))
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }
}
