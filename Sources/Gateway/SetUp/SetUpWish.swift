import ConfigStoreAPI
import RemoteSources

/// How a project is meant to be set up at its forge, held against what is there. Pure.
struct SetUpWish: Sendable {
    let projectID: String
    let setUp: ProjectSetUp
    /// Where the webhook is to deliver to.
    let webhookURL: String
    /// What it is to be subscribed to, in the forge's words.
    let events: Set<String>

    init(_ project: Project, webhookURL: String, manifest: DriverManifest) {
        projectID = project.id
        setUp = project.setUp
        self.webhookURL = webhookURL
        events = Set(manifest.webhookEvents)
    }

    /// What people see at the forge.
    static func keyTitle(_ projectID: String) -> String { "sallyport \(projectID)" }

    /// The key that the forge is to have: the next one while secrets are rotated.
    var publicKey: String {
        setUp.nextDeployPublicKey.isEmpty ? setUp.deployPublicKey : setUp.nextDeployPublicKey
    }

    var newKey: NewDeployKey {
        NewDeployKey(title: Self.keyTitle(projectID), publicKey: publicKey, isReadOnly: true)
    }

    func key(in keys: [DeployKey]) -> DeployKey? {
        keys.first { Self.isSame($0.publicKey, publicKey) }
    }

    /// Keys of the project that nothing uses any more.
    func staleKeys(in keys: [DeployKey]) -> [DeployKey] {
        let used = [setUp.deployPublicKey, setUp.nextDeployPublicKey, setUp.previousDeployPublicKey]
            .filter { !$0.isEmpty }
        return keys.filter { key in
            key.title == Self.keyTitle(projectID) && !used.contains { Self.isSame($0, key.publicKey) }
        }
    }

    /// The project's webhooks, wherever the gateway was when they were made.
    func own(_ hooks: [Webhook]) -> [Webhook] { Self.own(hooks, of: projectID) }

    static func own(_ hooks: [Webhook], of projectID: String) -> [Webhook] {
        hooks.filter { $0.url.lowercased().hasSuffix("/webhooks/\(projectID)") }
    }

    /// The webhook that was made for the project and is as it was made.
    func goodHook(in hooks: [Webhook]) -> Webhook? {
        hooks.first {
            $0.id == setUp.webhookID && $0.url == webhookURL && $0.isActive && events.isSubset(of: $0.events)
        }
    }

    /// Whether two public keys are one, whatever their comments are.
    static func isSame(_ left: String, _ right: String) -> Bool {
        let parts = [left, right].map { $0.split(separator: " ").prefix(2) }
        return parts[0].count == 2 && parts[0] == parts[1]
    }

    /// What is not as it is meant to be with the keys.
    func findings(keys: [DeployKey]) -> [SetUpFinding] {
        guard let key = key(in: keys) else {
            return [
                SetUpFinding(
                    .deployKeyMissing, .error, "the repository does not have the project's deploy key",
                    action: "reconfig the project")
            ]
        }
        if key.isReadOnly { return [] }
        return [
            SetUpFinding(
                .deployKeyCanPush, .warning, "the project's deploy key can push", action: "reconfig the project")
        ]
    }

    /// What is not as it is meant to be with the webhooks.
    func findings(hooks: [Webhook]) -> [SetUpFinding] {
        let own = own(hooks)
        guard let hook = own.first(where: { $0.id == setUp.webhookID }) else {
            let others = own.isEmpty ? "" : "; another one delivers here, with a secret that nobody knows"
            return [
                SetUpFinding(
                    .webhookMissing, .error, "the repository does not have the project's webhook\(others)",
                    action: "reconfig the project")
            ]
        }
        var findings: [SetUpFinding] = []
        if !hook.isActive {
            findings.append(
                SetUpFinding(
                    .webhookInactive, .error, "the webhook is switched off, or the forge has disabled it",
                    action: "look at its deliveries at the forge, then reconfig the project"))
        }
        let missing = events.subtracting(hook.events)
        if hook.url != webhookURL || !missing.isEmpty {
            let what =
                hook.url == webhookURL
                ? "is not subscribed to \(missing.sorted().joined(separator: ", "))"
                : "delivers to \(hook.url)"
            findings.append(
                SetUpFinding(
                    .webhookChanged, hook.url == webhookURL ? .warning : .error, "the webhook \(what)",
                    action: "reconfig the project"))
        }
        if own.count > 1 {
            findings.append(
                SetUpFinding(
                    .webhookDoubled, .warning, "the repository has \(own.count) webhooks that deliver to this project",
                    action: "reconfig the project"))
        }
        return findings
    }
}
