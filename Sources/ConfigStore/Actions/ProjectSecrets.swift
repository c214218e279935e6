import ConfigStoreAPI
import ServiceKit
import Validation

/// The secrets of projects: sealed for the project's id and the field.
struct ProjectSecrets {
    let keyring: Keyring

    static let keyField = "sshPrivateKey"
    static let passwordField = "clonePassword"
    static let webhookField = "webhookSecret"
    static let nextKeyField = "nextKey"
    static let previousWebhookField = "previousWebhookSecret"

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
            webhookSecret: try open(project.value.sealedWebhookSecret, project.id, Self.webhookField),
            previousWebhookSecret: try open(
                project.value.setUp?.sealedPreviousWebhookSecret ?? "", project.id, Self.previousWebhookField))
    }

    /// Makes a new webhook secret, and keeps the old one: the forge may sign with either. The next key waits until the forge
    /// has it, since the project's own is what repositories are cloned with.
    func beginRotation(of project: inout Stored<ProjectRecord>, key: String?, _ publicKey: String?) throws {
        guard var setUp = project.value.setUp, !setUp.shown.isRotating else {
            throw ServiceError(
                .conflict, code: "secretRotationInProgress", "the secrets are being rotated: reconfig goes on with it")
        }
        let old = try open(project.value.sealedWebhookSecret, project.id, Self.webhookField)
        setUp.sealedPreviousWebhookSecret = try sealed(old, project.id, Self.previousWebhookField).secret
        setUp.sealedNextKey = try sealed(key ?? "", project.id, Self.nextKeyField).secret
        setUp.shown.nextDeployPublicKey = key?.isEmpty == false ? publicKey ?? "" : ""
        setUp.shown.webhookID = ""
        setUp.shown.isRotating = true
        setUp.shown.previousSecretsEnd = nil
        project.value.setUp = setUp
        try sealNewWebhookSecret(into: &project)
    }

    /// Makes the next key the project's.
    func finishRotation(of project: inout Stored<ProjectRecord>) throws {
        guard var setUp = project.value.setUp, setUp.shown.isRotating else { return }
        let next = try open(setUp.sealedNextKey, project.id, Self.nextKeyField)
        if !next.isEmpty {
            (project.value.sealedSSHPrivateKey, project.value.sshPrivateKeyFingerprint) = try sealed(
                next, project.id, Self.keyField)
            setUp.shown.previousDeployPublicKey = setUp.shown.deployPublicKey
            setUp.shown.deployPublicKey = setUp.shown.nextDeployPublicKey
            (setUp.sealedNextKey, setUp.shown.nextDeployPublicKey) = ("", "")
        }
        setUp.shown.isRotating = false
        project.value.setUp = setUp
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
