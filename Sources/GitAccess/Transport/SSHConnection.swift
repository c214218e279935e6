import HTTPTransport
import NIOPosix
import Synchronization

/// Git's protocol over ssh (gitprotocol-pack(5)): one channel for the whole conversation.
final class SSHConnection: UploadPackConnection {
    /// One job at a time uses the session: each call below waits for its job, and one task makes the calls.
    private struct Confined: @unchecked Sendable {
        let session: SSHSession
    }

    private let address: SSHAddress
    private let privateKey: String
    private let hostKeys: HostKeyPolicy
    private let addressGuard: AddressGuard
    private let limits: GitLimits
    private let threads: NIOThreadPool
    private let patience: Patience
    private let confined = Mutex<Confined?>(nil)

    init(
        _ address: SSHAddress, remote: GitRemote, addressGuard: AddressGuard, deadline: ContinuousClock.Instant,
        limits: GitLimits, threads: NIOThreadPool
    ) throws(GitError) {
        guard case .privateKey(let privateKey) = remote.credentials else { throw .unauthorized }
        self.address = address
        self.privateKey = privateKey
        hostKeys = remote.hostKeys
        self.addressGuard = addressGuard
        self.limits = limits
        self.threads = threads
        patience = Patience(deadline: deadline)
    }

    func advertisement() async throws(GitError) -> [UInt8] {
        try await onThread { () throws(GitError) -> [UInt8] in
            let session = try self.open()
            self.confined.withLock { $0 = Confined(session: session) }
            do throws(GitError) {
                return try self.answer(of: session, flushes: 1, maxBytes: self.limits.refsBytes)
            } catch .connectionFailed {
                throw Self.refusal(session.errorOutput())
            }
        }
    }

    func exchange(_ request: UploadPackRequest, maxBytes: Int) async throws(GitError) -> [UInt8] {
        try await onThread { () throws(GitError) -> [UInt8] in
            guard let session = self.confined.withLock({ $0?.session }) else { throw .connectionFailed("it is closed") }
            try session.write(request.bytes)
            return try self.answer(of: session, flushes: request.flushes, maxBytes: maxBytes)
        }
    }

    func close() async {
        _ = try? await threads.runIfActive { self.confined.withLock { $0 = nil } }
    }

    private func open() throws(GitError) -> SSHSession {
        let pinned = hostKeys.keys(host: address.host, port: address.port)
        if pinned?.isEmpty == true { throw .hostKeyUnknown }
        let session = try SSHSession(
            host: address.host, port: address.port, keyTypes: pinned.map { Set($0.map(\.type)).sorted() },
            addressGuard: addressGuard, patience: patience)
        if let pinned {
            let key = try session.hostKey()
            guard pinned.contains(key) else { throw .hostKeyMismatch(offered: key) }
        }
        try session.authenticate(user: address.user, privateKey: privateKey)
        // In single quotes a shell takes everything as it is but the quote itself.
        let path = address.path.replacing("'", with: #"'\''"#)
        try session.start("git-upload-pack '\(path)'")
        return session
    }

    /// Reads packets until enough of them flush, or the other side ends.
    private func answer(of session: SSHSession, flushes: Int, maxBytes: Int) throws(GitError) -> [UInt8] {
        var bytes: [UInt8] = []
        var read = 0
        var left = flushes
        while left > 0 {
            let more = try session.read()
            guard !more.isEmpty else { throw .connectionFailed("it ended early") }
            bytes += more
            guard bytes.count <= maxBytes else { throw .tooLarge("the server's answer") }
            while left > 0, let (packet, size) = try PacketReader.first(of: bytes[read...]) {
                read += size
                if packet == .flush { left -= 1 }
            }
        }
        return Array(bytes[..<read])
    }

    /// What git and the usual servers around it say when there is nothing to read.
    private static func refusal(_ text: String) -> GitError {
        let lowercased = text.lowercased()
        if lowercased.contains("not appear to be a git repository") || lowercased.contains("not found")
            || lowercased.contains("no such")
        {
            return .repositoryNotFound
        }
        if lowercased.contains("denied") || lowercased.contains("permission") { return .unauthorized }
        return .connectionFailed("it ended early")
    }

    private func onThread(
        _ work: @Sendable @escaping () throws(GitError) -> [UInt8]
    ) async throws(GitError) -> [UInt8] {
        try await threads.run(patience, work)
    }
}
