import ConfigStoreAPI
import Validation

/// The secrets of projects: sealed for the project's id and the field.
struct ProjectSecrets {
    let keyring: Keyring

    static let keyField = "sshPrivateKey"
    static let passwordField = "clonePassword"
    static let webhookField = "webhookSecret"

    /// Seals what a request brings, and empties what it empties or what the clone URL has no use for any more.
    func seal(_ request: CreateProjectRequest, into project: inout Stored<ProjectRecord>) throws {
        if let key = request.sshPrivateKey {
            (project.value.sealedSSHPrivateKey, project.value.sshPrivateKeyFingerprint) = try sealed(
                key, project.id, Self.keyField)
        }
        if let password = request.clonePassword {
            (project.value.sealedClonePassword, project.value.clonePasswordFingerprint) = try sealed(
                password, project.id, Self.passwordField)
        }
        guard project.value.configType == .manual else { return }
        switch try? CloneURLRule.scheme(of: project.value.cloneURL, at: "clone_url") {
        case .https: (project.value.sealedSSHPrivateKey, project.value.sshPrivateKeyFingerprint) = ("", "")
        case .ssh, nil:
            (project.value.sealedClonePassword, project.value.clonePasswordFingerprint) = ("", "")
            project.value.cloneUser = ""
        }
    }

    func sealNewWebhookSecret(into project: inout Stored<ProjectRecord>) throws {
        project.value.sealedWebhookSecret = try sealed(UserTokens.random(), project.id, Self.webhookField).secret
    }

    func credentials(of project: Stored<ProjectRecord>) throws -> ProjectCredentials {
        ProjectCredentials(
            sshPrivateKey: try open(project.value.sealedSSHPrivateKey, project.id, Self.keyField),
            clonePassword: try open(project.value.sealedClonePassword, project.id, Self.passwordField),
            webhookSecret: try open(project.value.sealedWebhookSecret, project.id, Self.webhookField))
    }

    private func sealed(
        _ secret: String, _ record: String, _ field: String
    ) throws -> (secret: String, fingerprint: String) {
        if secret.isEmpty { return ("", "") }
        return (
            try keyring.seal(secret, record: record, field: field),
            keyring.fingerprint(of: secret, record: record, field: field)
        )
    }

    private func open(_ sealed: String, _ record: String, _ field: String) throws -> String {
        sealed.isEmpty ? "" : try keyring.open(sealed, record: record, field: field)
    }
}
