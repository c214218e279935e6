import CSSH2
import Glibc
import HTTPTransport

/// An SSH connection through libssh2, on the thread that uses it.
final class SSHSession {
    private let socket: GuardedSocket
    private let session: OpaquePointer
    private let patience: Patience
    private var channel: OpaquePointer?

    private static let isReady = sallyport_keep_openssl_at_exit_for_ssh() == 1 && libssh2_init(0) == 0

    /// Connects and exchanges keys; nothing secret is sent yet.
    ///
    /// - Parameter keyTypes: The types of host keys to ask for; nil for any.
    init(
        host: String, port: Int, keyTypes: [String]?, addressGuard: AddressGuard, patience: Patience
    ) throws(GitError) {
        socket = try GuardedSocket(host: host, port: port, addressGuard: addressGuard, patience: patience)
        guard Self.isReady, let session = libssh2_session_init_ex(nil, nil, nil, nil) else {
            throw .connectionFailed("SSH can't be used")
        }
        self.session = session
        self.patience = patience
        libssh2_session_set_blocking(session, 0)
        if let keyTypes {
            guard libssh2_session_method_pref(session, LIBSSH2_METHOD_HOSTKEY, keyTypes.joined(separator: ",")) == 0
            else { throw .hostKeyMismatch(offered: nil) }
        }
        let descriptor = socket.descriptor
        let result = try finish { libssh2_session_handshake(session, descriptor) }
        if result == LIBSSH2_ERROR_KEX_FAILURE || result == LIBSSH2_ERROR_METHOD_NONE {
            throw .hostKeyMismatch(offered: nil)
        }
        guard result == 0 else { throw .connectionFailed("the server does not speak SSH as we do") }
    }

    deinit {
        if let channel { libssh2_channel_free(channel) }
        libssh2_session_free(session)
    }

    /// The host key that the server has proved to have.
    func hostKey() throws(GitError) -> HostKey {
        var length = 0
        var type: Int32 = 0
        guard let pointer = libssh2_session_hostkey(session, &length, &type), length > 4 else {
            throw .badAnswer("there is no host key")
        }
        let blob = UnsafeRawBufferPointer(start: pointer, count: length)
        let nameLength = blob.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard nameLength <= length - 4 else { throw .badAnswer("there is no host key") }
        let name = String(decoding: blob[4..<(4 + nameLength)], as: UTF8.self)
        return HostKey(type: name, blob: Array(blob))
    }

    /// - Throws: `unauthorized` when the server takes no such key.
    func authenticate(user: String, privateKey: String) throws(GitError) {
        let result = try finish {
            libssh2_userauth_publickey_frommemory(
                session, user, user.utf8.count, nil, 0, privateKey, privateKey.utf8.count, nil)
        }
        guard result == 0 else { throw .unauthorized }
    }

    /// Starts a command, with git's wish for version 2 where the server lets it through.
    func start(_ command: String) throws(GitError) {
        let window = UInt32(2 << 20)
        while channel == nil {
            channel = libssh2_channel_open_ex(session, "session", 7, window, 32_768, nil, 0)
            if channel != nil { break }
            guard libssh2_session_last_errno(session) == LIBSSH2_ERROR_EAGAIN else {
                throw .connectionFailed("the server opens no channel")
            }
            try waitForSocket()
        }
        // Most servers let this through only when they are told to: then they speak the old version.
        _ = try finish { libssh2_channel_setenv_ex(channel, "GIT_PROTOCOL", 12, "version=2", 9) }
        let result = try finish {
            libssh2_channel_process_startup(channel, "exec", 4, command, UInt32(command.utf8.count))
        }
        guard result == 0 else { throw .unauthorized }
    }

    func write(_ bytes: [UInt8]) throws(GitError) {
        var written = 0
        while written < bytes.count {
            let from = written
            let count = try finish {
                bytes.withUnsafeBytes { buffer in
                    libssh2_channel_write_ex(
                        channel, 0, buffer.baseAddress?.advanced(by: from).assumingMemoryBound(to: CChar.self),
                        buffer.count - from)
                }
            }
            guard count > 0 else { throw .connectionFailed("it broke") }
            written += count
        }
    }

    /// What has come; empty at the end.
    func read(atMost size: Int = 32_768) throws(GitError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: size)
        let count = try finish {
            buffer.withUnsafeMutableBytes { bytes in
                libssh2_channel_read_ex(
                    channel, 0, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
            }
        }
        guard count >= 0 else { throw .connectionFailed("it broke") }
        return Array(buffer.prefix(count))
    }

    /// What the command wrote to its error output so far, at most 1,000 bytes.
    func errorOutput() -> String {
        var buffer = [UInt8](repeating: 0, count: 1000)
        let count = buffer.withUnsafeMutableBytes { bytes in
            libssh2_channel_read_ex(channel, 1, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    private func finish<Result: BinaryInteger>(_ call: () -> Result) throws(GitError) -> Result {
        while true {
            let result = call()
            guard result == LIBSSH2_ERROR_EAGAIN else { return result }
            try waitForSocket()
        }
    }

    private func waitForSocket() throws(GitError) {
        let directions = libssh2_session_block_directions(session)
        let toWrite = directions & LIBSSH2_SESSION_BLOCK_OUTBOUND != 0
        let toRead = directions & LIBSSH2_SESSION_BLOCK_INBOUND != 0 || !toWrite
        try patience.wait(for: socket.descriptor, toRead: toRead, toWrite: toWrite)
    }
}
