import RemoteSources
import Synchronization

/// Secrets that exist nowhere else, so that they are found wherever they turn up.
struct KitSecrets: Sendable {
    var accessToken = "kit-access-token-5d41402a"
    var slots: [SecretSlot: String] = [
        .clientSecret: "kit-client-secret-7d793037", .authorizationCode: "kit-authorization-code-9003d1df",
        .codeVerifier: "kit-code-verifier-b1946ac9", .refreshToken: "kit-refresh-token-2c624232",
        .webhookSecret: "whsec_a2l0LXdlYmhvb2stc2VjcmV0LTE5ZmFkZWQwMDEyMzQ=",
    ]

    static let login = CredentialSet.Login(
        name: "alice", password: "kit-password-acbd18db", oneTimePassword: "kit-one-time-password-37b51d19")

    var credentials: CredentialSet {
        CredentialSet(
            accessToken: accessToken, login: Self.login,
            app: AppCredentials(issuer: "kit-app", privateKey: KitAppKey.pem), secrets: slots)
    }

    /// Everything that has no place in a URL, an error or a result.
    var all: [String] {
        [accessToken, Self.login.password, Self.login.oneTimePassword ?? ""] + slots.values.sorted()
    }

    /// Takes the secrets out of a recorded body, from the places where the driver's request has its slots.
    mutating func take(from body: ForgeRequest.Body, recorded exchange: RecordedExchange) {
        switch body {
        case .none: break
        case .form(let fields):
            for field in fields {
                if case .secret(let slot) = field.value, let value = exchange.form?[field.name] { slots[slot] = value }
            }
        case .json(let value): take(from: value, exchange.json.flatMap { JSONTree(parsing: $0.utf8) })
        }
    }

    private mutating func take(from value: JSONValue, _ recorded: JSONTree?) {
        switch value {
        case .secret(let slot): if let text = recorded?.string { slots[slot] = text }
        case .object(let members): for member in members { take(from: member.value, recorded?[member.name]) }
        default: break
        }
    }
}

/// How long the host has waited; nobody waits for real.
final class PauseLog: Sendable {
    private let pauses = Mutex<[Duration]>([])

    func add(_ pause: Duration) { pauses.withLock { $0.append(pause) } }

    var all: [Duration] { pauses.withLock { $0 } }
}
