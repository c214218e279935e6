import ConfigStoreAPI
import RemoteSources

/// How a project is meant to be set up at its forge, held against what is there. Pure.
struct SetUpWish: Sendable {
    let projectID: String
    let setUp: ProjectSetUp
    /// Where the webhook may deliver to, the usual one first: a forge may want one webhook for a URL only, and then the
    /// new one goes to the other until the next time.
    let webhookURLs: [String]
    /// What it is to be subscribed to, in the forge's words.
    let events: Set<String>

    /// - Parameter webhookBase: Where forges reach the gateway.
    init(_ project: Project, webhookBase: String, manifest: DriverManifest) {
        projectID = project.id
        setUp = project.setUp
        webhookURLs = Self.paths(of: project.id).map { webhookBase + $0 }
        events = Set(manifest.webhookEvents)
    }

    private static func paths(of projectID: String) -> [String] {
        ["/webhooks/\(projectID)", "/webhooks?projectid=\(projectID)"]
    }

    /// Whether a key at the forge was made for a project, by what people see of it there.
    static func isOwn(_ key: DeployKey, of projectID: String) -> Bool {
        key.title.hasPrefix("sallyport \(projectID)")
    }

    /// The key that the forge is to have: the next one while secrets are rotated.
    var publicKey: String {
        setUp.nextDeployPublicKey.isEmpty ? setUp.deployPublicKey : setUp.nextDeployPublicKey
    }

    var newKey: NewDeployKey {
        // A forge may want each title once, and has two keys while secrets are rotated.
        let mark = publicKey.split(separator: " ").dropFirst().first?.suffix(8) ?? ""
        return NewDeployKey(title: "sallyport \(projectID) \(mark)", publicKey: publicKey, isReadOnly: true)
    }

    func key(in keys: [DeployKey]) -> DeployKey? {
        keys.first { Self.isSame($0.publicKey, publicKey) }
    }

    /// Keys of the project that nothing uses any more.
    func staleKeys(in keys: [DeployKey]) -> [DeployKey] {
        let used = [setUp.deployPublicKey, setUp.nextDeployPublicKey, setUp.previousDeployPublicKey]
            .filter { !$0.isEmpty }
        return keys.filter { key in
            Self.isOwn(key, of: projectID) && !used.contains { Self.isSame($0, key.publicKey) }
        }
    }

    /// The project's webhooks, wherever the gateway was when they were made.
    func own(_ hooks: [Webhook]) -> [Webhook] { Self.own(hooks, of: projectID) }

    static func own(_ hooks: [Webhook], of projectID: String) -> [Webhook] {
        hooks.filter { hook in paths(of: projectID).contains { hook.url.lowercased().hasSuffix($0) } }
    }

    /// The webhook that was made for the project and is as it was made.
    func goodHook(in hooks: [Webhook]) -> Webhook? {
        hooks.first {
            $0.id == setUp.webhookID && webhookURLs.contains($0.url) && $0.isActive && events.isSubset(of: $0.events)
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
        if !webhookURLs.contains(hook.url) {
            findings.append(
                SetUpFinding(
                    .webhookChanged, .error, "the webhook delivers to \(hook.url)", action: "reconfig the project"))
        }
        let missing = events.subtracting(hook.events).sorted()
        if !missing.isEmpty {
            findings.append(
                SetUpFinding(
                    .webhookChanged, .warning, "the webhook is not subscribed to \(missing.joined(separator: ", "))",
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
