import GRPCCore

/// Why etcd did not do what it was asked.
package enum EtcdError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No endpoint could be reached: nothing was sent.
    case notConnected(String)
    /// One side does not believe the other's certificate, or shows none: nothing was sent.
    case untrusted(String)
    /// The answer did not come, or said that the cluster can't do it now. It may have been done.
    case unavailable(String)
    /// The deadline passed. It may have been done.
    case timedOut
    case cancelled
    /// The alarm NOSPACE: etcd takes no writes until there is room and the alarm is disarmed.
    case noSpace
    /// What was asked for is no longer in the history, which begins at this revision, where etcd says so.
    case compacted(revision: Int)
    /// More than etcd takes in one request, or than an answer may have.
    case tooLarge
    /// The user or the password is wrong, or the token has expired.
    case unauthenticated(String)
    /// Anything else: it was not done.
    case refused(String)

    /// Whether it may have been done all the same.
    package var isUncertain: Bool {
        switch self {
        case .unavailable, .timedOut, .cancelled: true
        default: false
        }
    }

    package var description: String {
        switch self {
        case .notConnected(let text): "etcd can't be reached: \(text)"
        case .untrusted(let text):
            """
            etcd and sallyport don't trust each other: configstore.etcd.caFile says whose certificates are believed, \
            configstore.etcd.certificateFile which one is shown: \(text)
            """
        case .unavailable(let text): "etcd is not available: \(text)"
        case .timedOut: "etcd did not answer in time"
        case .cancelled: "the request was cancelled"
        case .noSpace: "etcd has no space left (alarm NOSPACE): make room there and disarm the alarm"
        case .compacted(let revision): "etcd's history begins at revision \(revision)"
        case .tooLarge: "the message is larger than etcd takes"
        case .unauthenticated(let text):
            "etcd wants to know who asks: configstore.etcd.user and its password say it: \(text)"
        case .refused(let text): "etcd refused: \(text)"
        }
    }

    init(_ error: RPCError) {
        let text = Self.text(error)
        switch error.code {
        case .unavailable where text.lowercased().contains("certificate"): self = .untrusted(text)
        case .unavailable where Self.unsent.contains(where: text.contains): self = .notConnected(text)
        case .deadlineExceeded: self = .timedOut
        case .cancelled: self = .cancelled
        case .resourceExhausted where text.contains("database space exceeded"): self = .noSpace
        case .resourceExhausted where text.contains("too many requests"): self = .unavailable(text)
        case .resourceExhausted: self = .tooLarge
        case .internalError where text.contains("maximum payload size"): self = .tooLarge
        case .outOfRange where text.contains("compacted"): self = .compacted(revision: 0)
        case .unauthenticated: self = .unauthenticated(text)
        case .invalidArgument where Self.unknownUser.contains(where: text.contains): self = .unauthenticated(text)
        case .invalidArgument where text.contains("too large"): self = .tooLarge
        case .invalidArgument, .failedPrecondition, .permissionDenied, .notFound, .outOfRange, .unimplemented:
            self = .refused("\(error.code): \(text)")
        default: self = .unavailable("\(error.code): \(text)")
        }
    }
    /// What is said before there is a connection: nothing was sent then.
    private static let unsent = [
        "isn't ready", "isn't enabled", "Could not establish a connection", "Failed to resolve",
        "before completing the HTTP/2 connection preface", "subchannel is unavailable",
    ]
    /// A wrong password, none where one is wanted, and a token from before users were changed.
    private static let unknownUser = ["authentication failed", "user name is empty", "revision of auth store is old"]

    /// What it says, and what was the reason.
    private static func text(_ error: RPCError) -> String {
        switch error.cause {
        case let cause as RPCError: "\(error.message) \(text(cause))"
        case let cause?: "\(error.message) \(cause)"
        case nil: error.message
        }
    }
}
