import ConfigStoreClient
import ServiceKit

/// Something that is not as it is meant to be with a project at its forge.
struct SetUpFinding: Sendable, Hashable {
    enum Severity: String, Sendable, Hashable {
        /// No events come, or the repository can't be cloned.
        case error
        case warning
    }

    enum Code: String, Sendable, Hashable {
        case webhookMissing, webhookChanged, webhookInactive, webhookDoubled, deployKeyMissing, deployKeyCanPush
        case repositoryRenamed, repositoryGone, repositoryReadOnly, rightsMissing, linkedAccountNeedsLogin
        case connectionNeedsToken, connectionExpires, connectionExpired, linkedAccountGone, forgeRefused
        case forgeUnavailable, setUpUnfinished, noDeliverySeen, deliveriesMissed, deliveryListUnreadable
    }

    let code: Code
    let severity: Severity
    let message: String
    /// What somebody can do about it.
    let action: String

    init(_ code: Code, _ severity: Severity, _ message: String, action: String) {
        self.code = code
        self.severity = severity
        self.message = message
        self.action = action
    }

    /// What a failure on the way to the forge says about a project.
    init(_ error: any Error) {
        let failure = SetUpFailure(error)
        switch failure.code {
        case "linkedAccountNeedsLogin":
            self.init(
                .linkedAccountNeedsLogin, .error, "the forge does not take the linked account's tokens any more",
                action: "log in through the remote source with this account")
        case "connectionNeedsToken":
            self.init(
                .connectionNeedsToken, .error, failure.message,
                action: "make a new one at the forge, and give it with: sallyport org connection update")
        case "linkedAccountDoesNotExist", "userDoesNotExist", "remoteSourceDoesNotExist", "connectionDoesNotExist",
            "organizationDoesNotExist":
            self.init(
                .linkedAccountGone, .error, "the linked account or connection, or its remote source, is gone",
                action: "give the project another account with updaterepolinkedaccount")
        case "notFoundAtForge":
            self.init(
                .repositoryGone, .error, "the repository is gone, or the account does not see it",
                action: "give the account access at the forge, or delete the project")
        case "forgeForbidden":
            self.init(
                .rightsMissing, .error, "the forge refuses: \(failure.message)",
                action: "give the account the rights of an administrator of the repository")
        default:
            if failure.isRefusal {
                self.init(
                    .forgeRefused, .error, failure.message, action: "do what the forge says, then reconfig the project")
            } else {
                self.init(
                    .forgeUnavailable, .warning, failure.message, action: "nothing: it is tried again by itself")
            }
        }
    }
}

/// Why something could not be done at a forge.
struct SetUpFailure: Sendable, Hashable {
    let code: String
    let message: String
    /// Whether it fails again until somebody does something.
    let isRefusal: Bool
    /// After how many seconds another try makes sense, where somebody says so.
    let retryAfterSeconds: Int?

    init(_ error: any Error) {
        switch error {
        case let error as ServiceError:
            (code, message, retryAfterSeconds) = (error.code, error.message, error.retryAfterSeconds)
            isRefusal =
                switch error.kind {
                case .invalid, .forbidden, .notFound, .conflict: error.retryAfterSeconds == nil
                case .badGateway: ["forgeRefused", "forgeAddressRefused"].contains(error.code)
                default: false
                }
        case let error as ConfigStoreClientError:
            (code, message, retryAfterSeconds) = (error.code, error.message, error.retryAfterSeconds)
            isRefusal = error.status == 404 || error.status == 400
        default:
            (code, message, isRefusal) = ("internal", "this did not work: try again", false)
            retryAfterSeconds = nil
        }
    }
}
