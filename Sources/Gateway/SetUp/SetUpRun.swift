import ConfigStoreAPI
import ConfigStoreClient
import RemoteSources
import ServiceKit

/// Makes a project's deploy key and webhook at the forge what they are meant to be, under a lease. What is there already is
/// kept, so that it can be run again after any step; each thing that is made is recorded at once. What replaces something is
/// made before the other one goes.
struct SetUpRun: Sendable {
    let configStore: ConfigStoreClient
    let forge: ProjectForge
    /// Where forges reach the gateway.
    let webhookBase: String
    /// Who has the lease.
    let holder: String
    private(set) var project: Project

    init(
        _ project: Project, at forge: ProjectForge, holder: String, webhookBase: String, configStore: ConfigStoreClient
    ) {
        self.project = project
        (self.forge, self.holder, self.webhookBase, self.configStore) = (forge, holder, webhookBase, configStore)
    }

    private var wish: SetUpWish { SetUpWish(project, webhookBase: webhookBase, manifest: forge.manifest) }

    /// - Returns: The project as it is recorded then; its state is the caller's to say.
    mutating func reconcile() async throws -> Project {
        try await recordPlace()
        let staleKeys = try await ensureKey()
        try await ensureWebhook()
        if project.setUp.isRotating { try await record { $0.rotation = Rotation.finish.rawValue } }
        for key in staleKeys { try await forge.deleteDeployKey(key.id) }
        return project
    }

    /// Removes everything of the project's from the forge.
    mutating func undo() async throws -> Project {
        if forge.has(.deployKeys) {
            for key in try await forge.deployKeys()
            where SetUpWish.isOwn(key, of: project.id) || key.id == project.setUp.deployKeyID {
                try await forge.deleteDeployKey(key.id)
            }
        }
        if forge.has(.webhooks) {
            for hook in wish.own(try await forge.webhooks()) { try await forge.deleteWebhook(hook.id) }
        }
        try await record { ($0.deployKeyID, $0.webhookID) = ("", "") }
        return project
    }

    /// Removes the key before the last rotation, whose time is over.
    mutating func dropPrevious() async throws {
        let key = project.setUp.previousDeployPublicKey
        if !key.isEmpty, forge.has(.deployKeys) {
            for old in try await forge.deployKeys() where SetUpWish.isSame(old.publicKey, key) {
                try await forge.deleteDeployKey(old.id)
            }
        }
        try await record { $0.rotation = Rotation.drop.rawValue }
    }

    /// Follows the repository where it was moved to.
    mutating func recordPlace() async throws {
        let path = forge.repository.path
        guard path != project.repository.repositoryPath else { return }
        try await record { $0.repositoryPath = path }
    }

    /// - Returns: Keys that nothing uses any more.
    private mutating func ensureKey() async throws -> [DeployKey] {
        guard forge.has(.deployKeys) else { return [] }
        if wish.publicKey.isEmpty {
            let key = SSHKeyPair(comment: "sallyport")
            try await record {
                $0.rotation = Rotation.begin.rawValue
                ($0.sshPrivateKey, $0.deployPublicKey) = (key.privateKey, key.publicKey)
            }
        }
        let keys = try await forge.deployKeys()
        var kept = wish.key(in: keys)
        if let writable = kept, !writable.isReadOnly {
            // The same key can't be there twice.
            try await forge.deleteDeployKey(writable.id)
            kept = nil
        }
        if let kept {
            if kept.id != project.setUp.deployKeyID { try await record { $0.deployKeyID = kept.id } }
        } else {
            let made = try await forge.createDeployKey(wish.newKey)
            let forge = forge
            try await recordMade {
                $0.deployKeyID = made.id
            } orRemove: {
                try await forge.deleteDeployKey(made.id)
            }
        }
        return wish.staleKeys(in: keys)
    }

    private mutating func ensureWebhook() async throws {
        guard forge.has(.webhooks) else { return }
        let own = wish.own(try await forge.webhooks())
        var kept = wish.goodHook(in: own)
        if kept == nil {
            let secret = try await configStore.projectCredentials(project.id).webhookSecret
            let made = try await createWebhook(beside: own, secret: secret)
            let forge = forge
            try await recordMade {
                ($0.webhookID, $0.webhookURL) = (made.id, made.url)
            } orRemove: {
                try await forge.deleteWebhook(made.id)
            }
            kept = made
            // The webhook is there, whatever comes of the test.
            if forge.has(.webhookTest) { try? await forge.testWebhook(made.id) }
        }
        for hook in own where hook.id != kept?.id { try await forge.deleteWebhook(hook.id) }
    }

    /// Makes the webhook while those before still deliver.
    private func createWebhook(beside own: [Webhook], secret: String) async throws -> Webhook {
        for url in wish.webhookURLs {
            do {
                return try await made(url, secret)
            } catch let error as ServiceError
                where error.code == "conflictAtForge" && own.contains(where: { $0.url == url })
            {
                continue
            }
        }
        let url = wish.webhookURLs[0]
        for taken in own where taken.url == url { try await forge.deleteWebhook(taken.id) }
        return try await made(url, secret)
    }

    private func made(_ url: String, _ secret: String) async throws -> Webhook {
        var hook = try await forge.createWebhook(url, secret: secret)
        // What was asked for, whatever the forge makes of it.
        hook.url = url
        return hook
    }

    typealias Rotation = UpdateProjectSetUpRequest.Rotation

    /// Records a step, which extends the lease.
    mutating func record(_ step: (inout UpdateProjectSetUpRequest) -> Void) async throws {
        var request = UpdateProjectSetUpRequest(holder: holder)
        step(&request)
        project = try await configStore.updateSetUp(project.id, request)
    }

    /// Records what was made at the forge, or takes it away again: the project may be gone, and with it who knows of it.
    private mutating func recordMade(
        _ step: (inout UpdateProjectSetUpRequest) -> Void, orRemove remove: () async throws -> Void
    ) async throws {
        do {
            try await record(step)
        } catch {
            try? await remove()
            throw error
        }
    }

    /// Records what came of it, which ends the lease.
    ///
    /// - Parameter lookAfterSeconds: When somebody looks again.
    mutating func finish(
        _ state: ProjectSetUp.State, _ message: String = "", attempts: Int = 0, lookAfterSeconds: Int
    ) async throws -> Project {
        try await record {
            ($0.state, $0.message, $0.attempts) = (state.rawValue, message, attempts)
            $0.lookAfterSeconds = lookAfterSeconds
        }
        return project
    }
}
