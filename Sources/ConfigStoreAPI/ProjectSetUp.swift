public import Foundation

/// How far a project is set up at its forge, with its deploy key and its webhook. A manual project has nothing there, and is
/// ready.
public struct ProjectSetUp: Codable, Sendable, Hashable {
    public enum State: String, Codable, Sendable, Hashable, CaseIterable {
        /// Something is still to be done at the forge.
        case settingUp
        case ready
        /// `message` says why; somebody has to do something.
        case failed
    }

    public var state: State
    /// What the forge or the last check said; empty when there is nothing to say.
    public var message: String
    /// The forge's ids of what was made there; empty while there is none.
    public var deployKeyID: String
    public var webhookID: String
    /// Where the webhook delivers to.
    public var webhookURL: String
    /// In OpenSSH's one-line form; empty when the project has no deploy key.
    public var deployPublicKey: String
    /// The key that takes its place once the forge has it; empty unless secrets are being rotated.
    public var nextDeployPublicKey: String
    /// The key before, which stays at the forge until `previousSecretsEnd`.
    public var previousDeployPublicKey: String
    /// Whether new secrets are not in place yet.
    public var isRotating: Bool
    /// Whether it was ready before.
    public var wasReady: Bool
    /// How often it was tried in vain.
    public var attempts: Int
    /// When the secrets before the last rotation are no longer taken; nil when there are none.
    public var previousSecretsEnd: Date?
    /// When the state was last found out.
    public var checkTime: Date?

    enum CodingKeys: String, CodingKey {
        case state, message, attempts
        case deployKeyID = "deploy_key_id"
        case webhookID = "webhook_id"
        case webhookURL = "webhook_url"
        case deployPublicKey = "deploy_public_key"
        case nextDeployPublicKey = "next_deploy_public_key"
        case previousDeployPublicKey = "previous_deploy_public_key"
        case isRotating = "is_rotating"
        case wasReady = "was_ready"
        case previousSecretsEnd = "previous_secrets_end"
        case checkTime = "check_time"
    }

    public init(
        state: State, message: String = "", deployKeyID: String = "", webhookID: String = "", webhookURL: String = "",
        deployPublicKey: String = "", nextDeployPublicKey: String = "", previousDeployPublicKey: String = "",
        isRotating: Bool = false, wasReady: Bool = false, attempts: Int = 0, previousSecretsEnd: Date? = nil,
        checkTime: Date? = nil
    ) {
        self.state = state
        self.message = message
        self.deployKeyID = deployKeyID
        self.webhookID = webhookID
        self.webhookURL = webhookURL
        self.deployPublicKey = deployPublicKey
        self.nextDeployPublicKey = nextDeployPublicKey
        self.previousDeployPublicKey = previousDeployPublicKey
        self.isRotating = isRotating
        self.wasReady = wasReady
        self.attempts = attempts
        self.previousSecretsEnd = previousSecretsEnd
        self.checkTime = checkTime
    }
}
