package import RemoteSources

/// Deploy keys, webhooks, commit statuses and links.
extension DeclarativeDriver {
    package func deployKeys(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<DeployKey>> {
        let section = try declared(deployKeys, .deployKeys)
        return try self.page(section.list, try values(of: repository), page) { scope throws(AnswerMismatch) in
            try section.answer.deployKey(scope)
        }
    }

    package func createDeployKey(
        _ key: NewDeployKey, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<DeployKey> {
        let section = try declared(deployKeys, .deployKeys)
        guard key.isReadOnly || section.canMakeWritable else {
            throw .invalid(field: "readOnly", message: "\(manifest.id) makes deploy keys that are read-only")
        }
        var values = try values(of: repository)
        values["title"] = .text(key.title)
        values["key"] = .text(key.publicKey)
        values["readOnly"] = .flag(key.isReadOnly)
        values["access"] = section.access.map { .text(key.isReadOnly ? $0.readOnly : $0.write) }
        return try value(run(section.create), values) { scope throws(AnswerMismatch) in
            try section.answer.deployKey(scope)
        }
    }

    package func deleteDeployKey(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        let section = try declared(deployKeys, .deployKeys)
        return try run(section.delete).call(try values(of: repository, id: id), accepting: [404])
    }

    package func webhooks(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<Webhook>> {
        let section = try declared(webhooks, .webhooks)
        return try self.page(section.list, try values(of: repository), page) { scope throws(AnswerMismatch) in
            try section.webhook(scope)
        }
    }

    package func createWebhook(url: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Webhook> {
        let section = try declared(webhooks, .webhooks)
        var values = try values(of: repository)
        values["url"] = .text(url)
        values["events"] = .list(section.events)
        values["webhookSecret"] = .secret(.webhookSecret)
        return try value(run(section.create), values) { scope throws(AnswerMismatch) in try section.webhook(scope) }
    }

    package func deleteWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        let section = try declared(webhooks, .webhooks)
        return try run(section.delete).call(try values(of: repository, id: id), accepting: [404])
    }

    package func testWebhook(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        guard let test = try declared(webhooks, .webhooks).test else {
            throw .notSupported("\(manifest.id) can't ask for a test delivery")
        }
        return try run(test).call(try values(of: repository, id: id))
    }

    private func values(of repository: RepositoryPath, id: String) throws(DriverError) -> TemplateValues {
        var values = try values(of: repository)
        values["id"] = .text(id)
        return values
    }

    package func createCommitStatus(
        _ status: CommitStatus, for sha: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<Void> {
        let section = try declared(commitStatus, .commitStatus)
        var values = try values(of: repository)
        values["sha"] = .text(try CommitSHA.checked(sha))
        values["state"] = .text(section.words[status.state] ?? "")
        values["context"] = .text(status.context)
        values["description"] = .text(String(status.description.prefix(section.maxDescription)))
        values["url"] = status.targetURL.map { .text($0) }
        values["shortRef"] = status.ref.map { .slashed($0) }
        return try run(section.create).call(values)
    }

    package func link(to target: LinkTarget, webURL: String) -> String? {
        let (template, names): (TextTemplate?, [String: String]) =
            switch target {
            case .commit(let sha): (links?.commit, ["sha": sha])
            case .branch(let name): (links?.branch, ["name": name])
            case .tag(let name): (links?.tag, ["name": name])
            case .pullRequest(let number): (links?.pullRequest, ["number": String(number)])
            case .compare(let base, let head): (links?.compare, ["base": base, "head": head])
            }
        var values: TemplateValues = names.mapValues { .text(PageEscaping.path($0)) }
        values["web"] = .text(webURL)
        return template?.text(values)
    }
}

extension WebhooksSection {
    func webhook(_ scope: AnswerScope) throws(AnswerMismatch) -> Webhook {
        var events: [String] = []
        for item in try subscribed?.items(in: scope.document) ?? [] {
            guard let text = item.scalarText else { throw AnswerMismatch("texts", at: subscribed?.text ?? "") }
            events.append(text)
        }
        return Webhook(
            id: try answer.id(.id, scope), url: try answer.needed(.url, scope),
            isActive: try answer.neededFlag(.isActive, scope), events: events)
    }
}
