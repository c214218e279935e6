/// Secrets: variables get the nearest of each name, and what they get has what they need.
extension ModelState {
    mutating func answerSecrets(_ operation: ModelOperation, _ newIDs: [String]) throws(Refusal) -> ModelAnswer {
        switch operation {
        case .createSecret(let holder, let name, let data):
            let parent = try holderID(holder)
            try requireFreeSecret(name, in: parent)
            try takeOver(name, at: parent, keys: Set(data.keys))
            let id = newIDs.first ?? "new secret"
            secrets[id] = Secret(parent: parent, name: name, data: data)
            return .answered(201, [view(secret: id)])
        case .updateSecret(let name, let holder, let newName, let data):
            let id = try secretID(name, in: holder)
            try updateSecret(id, name: newName, data: data)
            return .answered(200, [view(secret: id)])
        case .deleteSecret(let name, let holder, let cascade):
            let id = try secretID(name, in: holder)
            if cascade {
                giveUp(id)
            } else {
                try refuse(users(of: id), code: "secretInUse")
            }
            secrets[id] = nil
            return .answered(204, [])
        case .secret(let name, let holder): return .answered(200, [view(secret: try secretID(name, in: holder))])
        case .secretData(let name, let holder):
            return .answered(200, [ModelView(secretData: secrets[try secretID(name, in: holder)]?.data ?? [:])])
        case .secrets(let holder):
            let parent = try holderID(holder)
            let found = secrets.filter { $0.value.parent == parent }.sorted { $0.value.name < $1.value.name }
            return .answered(200, found.map { view(secret: $0.key) })
        default: preconditionFailure("\(operation) is not about secrets")
        }
    }

    /// What is in use keeps its name, and the keys that are needed.
    private mutating func updateSecret(_ id: String, name: String?, data: [String: String]?) throws(Refusal) {
        guard let old = secrets[id] else { return }
        var secret = old
        secret.name = name ?? secret.name
        secret.data = data ?? secret.data
        secret.revision += 1
        if secret.name != old.name {
            try requireFreeSecret(secret.name, in: secret.parent)
            try refuse(users(of: id), code: "secretInUse")
            try takeOver(secret.name, at: secret.parent, keys: Set(secret.data.keys))
        } else {
            let lost = Set(old.data.keys).subtracting(secret.data.keys)
            let needing = users(of: id).filter { !keys(of: old.name, neededBy: $0).isDisjoint(with: lost) }
            try refuse(needing, code: "secretKeysInUse")
        }
        secrets[id] = secret
    }

    /// Variables that got a secret further up get a new one that is nearer, which must have what they need.
    private mutating func takeOver(_ name: String, at level: String, keys: Set<String>) throws(Refusal) {
        let users = users(of: name, at: level)
        try refuse(
            users.filter { !self.keys(of: name, neededBy: $0).isSubset(of: keys) }, code: "secretKeysInUse")
        for user in users { variables[user]?.revision += 1 }
    }

    /// Variables get the next secret further up where that has what they need, and go otherwise.
    private mutating func giveUp(_ id: String) {
        guard let secret = secrets[id] else { return }
        let above = Array(levels(of: secret.parent).dropFirst())
        let next = nearest(secret.name, on: above).map { Set(secrets[$0]?.data.keys.map(\.self) ?? []) } ?? []
        for user in users(of: id) {
            if keys(of: secret.name, neededBy: user).isSubset(of: next) {
                variables[user]?.revision += 1
            } else {
                variables[user] = nil
            }
        }
    }

    private func users(of secret: String) -> [String] {
        secrets[secret].map { users(of: $0.name, at: $0.parent) } ?? []
    }

    private func requireFreeSecret(_ name: String, in parent: String) throws(Refusal) {
        if nearest(name, on: [parent]) != nil { throw Self.taken("secretAlreadyExists", "name") }
    }

    private func secretID(_ name: String, in holder: ModelHolder) throws(Refusal) -> String {
        guard let id = nearest(name, on: [try holderID(holder)]) else {
            throw Refusal(status: 404, code: "secretDoesNotExist")
        }
        return id
    }

    private func view(secret id: String) -> ModelView {
        guard let secret = secrets[id] else { return ModelView(id, []) }
        let keys = secret.data.keys.sorted().joined(separator: ",")
        return ModelView(id, [secret.name, path(ofHolder: secret.parent), keys, "r\(secret.revision)"])
    }
}
