/// Why a repository could not be read. It never carries a password, a key or a URL's user.
package enum GitError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The URL is none that git access takes.
    case invalidURL(String)
    /// The address that was about to be connected is one that may not be reached.
    case addressRefused
    /// No connection, or it broke.
    case connectionFailed(String)
    /// The server's certificate does not hold.
    case tlsFailed
    /// The server's host key is none of the pinned ones.
    case hostKeyMismatch(offered: HostKey?)
    /// Nothing is pinned for this host.
    case hostKeyUnknown
    /// The server does not take the key or the password.
    case unauthorized
    /// There is no such repository, or nobody may know of it.
    case repositoryNotFound
    /// The server has no such commit, or does not give it out.
    case commitNotFound
    /// The commit has no such file.
    case fileNotFound
    /// What is at the path is a folder, a link or a submodule.
    case notAFile
    /// The server wants another URL to be used.
    case moved
    /// More bytes or objects came than are read.
    case tooLarge(String)
    /// What came was not git's protocol.
    case badAnswer(String)
    /// The deadline passed.
    case timedOut
    /// The task was cancelled.
    case cancelled

    /// What is wrong and what to do.
    package var description: String {
        switch self {
        case .invalidURL(let reason): "the clone URL can't be used: \(reason)"
        case .addressRefused: "the server's address may not be reached; outbound.allow lists what may"
        case .connectionFailed(let reason): "no connection to the server: \(reason)"
        case .tlsFailed: "the server's certificate is not valid"
        case .hostKeyMismatch(let offered):
            "the server's host key is none of the pinned ones"
                + (offered.map { ": it is \($0.type) \($0.fingerprint)" } ?? "")
        case .hostKeyUnknown: "no host key is pinned for this server: look at what `sallyport hostkey scan` prints"
        case .unauthorized: "the server does not accept the key or the password"
        case .repositoryNotFound: "there is no such repository at the server, or it is not readable"
        case .commitNotFound: "the server has no such commit, or does not give it out"
        case .fileNotFound: "the commit has no such file"
        case .notAFile: "what is at this path is no file"
        case .moved: "the server redirects elsewhere: use the new clone URL"
        case .tooLarge(let what): "\(what) is larger than what is read"
        case .badAnswer(let reason): "the server's answer can't be read: \(reason)"
        case .timedOut: "the server took longer than it may"
        case .cancelled: "cancelled"
        }
    }
}
