/// How far a project is set up at its forge, with its deploy key and its webhook.
public struct ProjectSetUp: Codable, Sendable, Hashable {
    /// `settingUp`, `ready` or `failed`; a manual project is ready.
    public var state: String
    /// What the forge or the last check said; empty when there is nothing to say.
    public var message: String
    /// The forge's ids of what was made there; empty while there is none.
    public var deployKeyID: String
    public var webhookID: String
    /// Where the webhook delivers to.
    public var webhookURL: String
    /// In OpenSSH's one-line form.
    public var deployPublicKey: String
    /// Whether new secrets are not in place yet.
    public var isRotating: Bool
    /// Until when the secrets before are taken, in RFC 3339; nil when there are none.
    public var previousSecretsEnd: String?
    /// When the state was last found out, in RFC 3339.
    public var checkTime: String?

    enum CodingKeys: String, CodingKey {
        case state, message
        case deployKeyID = "deploy_key_id"
        case webhookID = "webhook_id"
        case webhookURL = "webhook_url"
        case deployPublicKey = "deploy_public_key"
        case isRotating = "is_rotating"
        case previousSecretsEnd = "previous_secrets_end"
        case checkTime = "check_time"
    }
}
