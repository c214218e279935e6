/// Users, remote sources and the linked accounts between them.
extension ModelState {
    mutating func answerUsers(_ operation: ModelOperation, _ newIDs: [String]) throws(Refusal) -> ModelAnswer {
        switch operation {
        case .createUser(let name, let source, let remoteUser):
            if userID(named: name) != nil { throw Self.taken("userAlreadyExists", "user_name") }
            let id = newIDs.first ?? "new user"
            var accountID: String?
            if let source {
                let sourceID = try sourceID(source)
                try requireFreeAccount(user: id, source: sourceID, remoteUser: remoteUser)
                accountID = newIDs.count > 1 ? newIDs[1] : "new account"
                accounts[accountID ?? ""] = Account(
                    user: id, source: sourceID, remoteUser: remoteUser, name: "login-\(remoteUser)")
            }
            users[id] = User(name: name)
            groups[Self.root(of: id)] = Group(parent: id, name: "", isPrivate: false)
            return .answered(201, details(of: id))
        case .renameUser(let ref, let name):
            let id = try userID(ref)
            if let other = userID(named: name), other != id { throw Self.taken("userAlreadyExists", "user_name") }
            users[id]?.name = name
            touchUser(id)
            return .answered(201, [view(user: id)])
        case .deleteUser(let ref, let cascade):
            let id = try userID(ref)
            try deleteUser(id, cascade: cascade)
            return .answered(204, [])
        case .userDetails(let ref): return .answered(200, details(of: try userID(ref)))
        case .user(let ref): return .answered(200, [view(user: try userID(ref))])
        default: preconditionFailure("\(operation) is not about users")
        }
    }

    private mutating func deleteUser(_ id: String, cascade: Bool) throws(Refusal) {
        for key in members.keys.filter({ $0.user == id }).sorted(by: { $0.organization < $1.organization }) {
            try requireAnotherOwner(than: key)
        }
        if !cascade { try requireEmpty(group: Self.root(of: id), code: "userInUse") }
        let own = Set(accounts.filter { $0.value.user == id }.keys)
        try requireUnused(accountsOf: id, code: "linkedAccountInUse") { _, owner in owner.isOrganization }
        removeContents(of: Self.root(of: id))
        groups[Self.root(of: id)] = nil
        for account in own { accounts[account] = nil }
        for key in members.keys where key.user == id { members[key] = nil }
        for key in invitations.keys where key.user == id { invitations[key] = nil }
        users[id] = nil
    }

    func userID(named name: String) -> String? { users.first { $0.value.name == name }?.key }

    func userID(_ ref: String) throws(Refusal) -> String {
        guard let id = users[ref] != nil ? ref : userID(named: ref) else {
            throw Refusal(status: 404, code: "userDoesNotExist")
        }
        return id
    }

    mutating func touchUser(_ id: String) { users[id]?.revision += 1 }

    func view(user id: String) -> ModelView {
        ModelView(id, [users[id]?.name ?? "", "r\(users[id]?.revision ?? 0)"])
    }

    func details(of user: String) -> [ModelView] {
        [view(user: user).adding(tokens: users[user]?.tokens.sorted() ?? [])]
            + accounts.filter { $0.value.user == user }.keys.sorted().map { view(account: $0) }
    }

    static func taken(_ code: String, _ field: String) -> Refusal {
        Refusal(status: 409, code: code, details: [field])
    }
}
