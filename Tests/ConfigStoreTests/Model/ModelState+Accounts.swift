/// Remote sources and linked accounts.
extension ModelState {
    mutating func answerSources(_ operation: ModelOperation, _ newIDs: [String]) throws(Refusal) -> ModelAnswer {
        switch operation {
        case .createSource(let name):
            if sourceID(named: name) != nil { throw Self.taken("remoteSourceAlreadyExists", "name") }
            let id = newIDs.first ?? "new source"
            sources[id] = Source(name: name)
            return .answered(201, [view(source: id)])
        case .renameSource(let ref, let name):
            let id = try sourceID(ref)
            if let other = sourceID(named: name), other != id { throw Self.taken("remoteSourceAlreadyExists", "name") }
            sources[id]?.name = name
            sources[id]?.revision += 1
            return .answered(201, [view(source: id)])
        case .setAuthentication(let ref, let isOAuth2):
            let id = try sourceID(ref)
            if sources[id]?.isOAuth2 != isOAuth2 { try requireUnused(source: id) }
            sources[id]?.isOAuth2 = isOAuth2
            sources[id]?.revision += 1
            return .answered(201, [view(source: id)])
        case .deleteSource(let ref):
            let id = try sourceID(ref)
            try requireUnused(source: id)
            sources[id] = nil
            return .answered(204, [])
        case .source(let ref): return .answered(200, [view(source: try sourceID(ref))])
        default: preconditionFailure("\(operation) is not about remote sources")
        }
    }

    private func requireUnused(source id: String) throws(Refusal) {
        let own = Set(accounts.filter { $0.value.source == id }.keys)
        let uses = projects.values.count { $0.account.map(own.contains) == true }
        try Self.requireNone([("linked_accounts", own.count), ("projects", uses)], code: "remoteSourceInUse")
    }

    mutating func answerAccounts(_ operation: ModelOperation, _ newIDs: [String]) throws(Refusal) -> ModelAnswer {
        switch operation {
        case .link(let user, let source, let remoteUser):
            let userID = try userID(user)
            let sourceID = try sourceID(source)
            try requireFreeAccount(user: userID, source: sourceID, remoteUser: remoteUser)
            let id = newIDs.first ?? "new account"
            accounts[id] = Account(
                user: userID, source: sourceID, remoteUser: remoteUser, name: "login-\(remoteUser)")
            touchUser(userID)
            return .answered(201, [view(account: id)])
        case .updateAccount(let user, let id, let name, let hasFreshTokens, let ifRevision):
            try updateAccount(id, of: user, name: name, hasFreshTokens: hasFreshTokens, ifRevision: ifRevision)
            return .answered(200, [view(account: id)])
        case .leaseAccount(let user, let id, let holder, let revision):
            let account = try account(id, of: user)
            if account.revision != revision { throw Refusal(status: 409, code: "changedMeanwhile") }
            if let current = account.leaseHolder, current != holder {
                throw Refusal(status: 409, code: "refreshInProgress")
            }
            accounts[id]?.leaseHolder = holder
            accounts[id]?.revision += 1
            touchUser(account.user)
            return .answered(200, [view(account: id)])
        case .unlink(let user, let id):
            let account = try account(id, of: user)
            try requireUnused(accountsOf: account.user, code: "linkedAccountInUse") { used, _ in used == id }
            accounts[id] = nil
            touchUser(account.user)
            return .answered(204, [])
        case .userByAccount(let source, let remoteUser):
            let sourceID = try sourceID(source)
            guard let found = accounts.values.first(where: { $0.source == sourceID && $0.remoteUser == remoteUser })
            else { throw Refusal(status: 404, code: "linkedAccountDoesNotExist") }
            return .answered(200, details(of: found.user))
        default: preconditionFailure("\(operation) is not about linked accounts")
        }
    }

    /// Refuses while projects use a user's accounts, with how many and which.
    func requireUnused(
        accountsOf user: String, code: String, where isMeant: (_ account: String, _ owner: Owner) -> Bool
    ) throws(Refusal) {
        var uses: [(order: [String], path: String)] = []
        for (id, project) in projects {
            guard let account = project.account, accounts[account]?.user == user,
                let owner = owner(of: project.parent), isMeant(account, owner)
            else { continue }
            uses.append(([owner.id, account, id], "\(path(of: project.parent))/\(project.name)"))
        }
        uses.sort { $0.order.lexicographicallyPrecedes($1.order) }
        let named = uses.prefix(10).enumerated().map { "projects[\($0.offset)]=\($0.element.path)" }
        if !uses.isEmpty {
            throw Refusal(status: 409, code: code, details: ["projects=\(uses.count)"] + named)
        }
    }

    private mutating func updateAccount(
        _ id: String, of user: String, name: String, hasFreshTokens: Bool, ifRevision: Int?
    ) throws(Refusal) {
        let account = try account(id, of: user)
        if let ifRevision, ifRevision != account.revision { throw Refusal(status: 409, code: "changedMeanwhile") }
        accounts[id]?.name = name
        if hasFreshTokens { accounts[id]?.leaseHolder = nil }
        accounts[id]?.revision += 1
        touchUser(account.user)
    }

    private func account(_ id: String, of user: String) throws(Refusal) -> Account {
        let userID = try userID(user)
        guard let account = accounts[id], account.user == userID else {
            throw Refusal(status: 404, code: "linkedAccountDoesNotExist")
        }
        return account
    }

    func requireFreeAccount(user: String, source: String, remoteUser: String) throws(Refusal) {
        if accounts.values.contains(where: { $0.source == source && $0.remoteUser == remoteUser }) {
            throw Self.taken("linkedAccountAlreadyExists", "remote_user_id")
        }
        if accounts.values.contains(where: { $0.source == source && $0.user == user }) {
            throw Self.taken("linkedAccountAlreadyExists", "remote_source_name")
        }
    }

    func sourceID(named name: String) -> String? { sources.first { $0.value.name == name }?.key }

    func sourceID(_ ref: String) throws(Refusal) -> String {
        guard let id = sources[ref] != nil ? ref : sourceID(named: ref) else {
            throw Refusal(status: 404, code: "remoteSourceDoesNotExist")
        }
        return id
    }

    private func view(source id: String) -> ModelView {
        guard let source = sources[id] else { return ModelView(id, []) }
        return ModelView(id, [source.name, source.isOAuth2 ? "oauth2" : "password", "r\(source.revision)"])
    }

    func view(account id: String) -> ModelView {
        guard let account = accounts[id] else { return ModelView(id, []) }
        return ModelView(
            id, [account.user, account.source, account.remoteUser, account.name, "r\(account.revision)"])
    }
}
