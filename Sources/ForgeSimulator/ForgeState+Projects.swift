// What a repository has for those who build from it, and what people do to it by hand.
extension ForgeState {
    /// The webhooks' URLs, oldest first.
    package func webhookURLs(owner: String, name: String) -> [String] {
        withData { $0.repository(owner: owner, name: name)?.hooks.map(\.url) ?? [] }
    }

    /// The deploy keys, oldest first: `type base64 comment`.
    package func deployKeys(owner: String, name: String) -> [String] {
        withData { $0.repository(owner: owner, name: name)?.keys.map(\.content) ?? [] }
    }

    /// Removes the webhooks, as somebody does in the repository's settings.
    package func removeWebhooks(owner: String, name: String) {
        change(owner: owner, name: name) { $0.hooks = [] }
    }

    /// Removes the deploy keys, as somebody does in the repository's settings.
    package func removeDeployKeys(owner: String, name: String) {
        change(owner: owner, name: name) { $0.keys = [] }
    }

    /// Subscribes the webhooks to other events, as somebody does in the repository's settings.
    package func setWebhookEvents(_ events: [String], owner: String, name: String) {
        change(owner: owner, name: name) { repository in
            for index in repository.hooks.indices { repository.hooks[index].events = events }
        }
    }

    private func change(owner: String, name: String, _ change: (inout ForgeRepository) -> Void) {
        withData { data in
            guard var repository = data.repository(owner: owner, name: name) else { return }
            change(&repository)
            data.repositories[repository.id] = repository
        }
    }
}
