import Foundation

// What cannot be set up is a mistake of the code that asks for it: the precondition says which.
extension ForgeState {
    /// Adds a user; one that is there stays as it is.
    ///
    /// - Parameters:
    ///   - name: The login name.
    ///   - password: The password.
    ///   - email: The e-mail address; made up unless given.
    ///   - oneTimePassword: What a login with the password needs besides it; nil for none. It works once.
    ///   - isAdministrator: Whether it sees every repository.
    /// - Returns: The user's id.
    @discardableResult
    package func addUser(
        _ name: String, password: String, email: String? = nil, oneTimePassword: String? = nil,
        isAdministrator: Bool = false
    ) -> Int64 {
        precondition(ForgeName.isOne(name), "a user's name is letters, digits, '-', '.' and '_'")
        return withData { data in
            if let user = data.user(named: name) { return user.id }
            precondition(data.users.count < ForgeData.maxUsers, "a simulator has at most 1,000 users")
            return data.addUser(
                name, password: password, email: email ?? "\(name)@example.com", oneTimePassword: oneTimePassword,
                isAdministrator: isAdministrator
            ).id
        }
    }

    /// Adds a group, also below another one, with its first member; one that is there stays as it is.
    ///
    /// - Parameters:
    ///   - path: Its name, or its whole path below other groups.
    ///   - owner: A user that was added before.
    /// - Returns: Its id.
    @discardableResult
    package func addGroup(_ path: String, owner: String) -> Int64 {
        withData { data in
            if let group = data.user(named: path) { return group.id }
            guard let user = data.user(named: owner), let group = try? data.addOrganization(path, owner: user) else {
                preconditionFailure("no group \(path): add \(owner) first, and look at the name")
            }
            return group.id
        }
    }

    /// Lets a user that was added before belong to a group, and administer its repositories.
    package func addMember(_ user: String, to group: String) {
        withData { data in
            guard let member = data.user(named: user)?.id, let id = data.user(named: group)?.id else {
                preconditionFailure("no user \(user), or no group \(group)")
            }
            data.users[id]?.memberIDs?.insert(member)
        }
    }

    /// Makes a personal access token.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - user: A user that was added before.
    /// - Returns: The token.
    package func addToken(_ name: String, for user: String) -> String {
        withData { data in
            guard let owner = data.user(named: user), let token = try? data.addToken(name, for: owner) else {
                preconditionFailure("no token \(name) for \(user): add the user first, and look at the name")
            }
            return token.secret
        }
    }

    /// Adds a repository with one commit on `main`; one that is there stays as it is.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - owner: A user or an organization that was added before.
    ///   - isPrivate: Whether only people with rights see it.
    /// - Returns: Its id, which survives renames.
    @discardableResult
    package func addRepository(_ name: String, owner: String, isPrivate: Bool = false) -> Int64 {
        withData { data in
            if let repository = data.repository(owner: owner, name: name) { return repository.id }
            guard let user = data.user(named: owner),
                let repository = try? data.addRepository(name, owner: user, isPrivate: isPrivate)
            else { preconditionFailure("no repository \(owner)/\(name): add its owner first, and look at the name") }
            return repository.id
        }
    }

    /// Registers a program for OAuth2.
    ///
    /// - Parameters:
    ///   - name: What the consent page calls it.
    ///   - redirectURIs: Where the forge may send a browser back to, exactly.
    /// - Returns: The application with its client id and secret.
    package func addOAuth2Application(_ name: String, redirectURIs: [String]) -> ForgeOAuth2Application {
        withData { data in
            guard let application = try? data.addApplication(name, redirectURIs: redirectURIs) else {
                preconditionFailure("a simulator has at most 100 applications with at most 20 redirect URIs each")
            }
            return application
        }
    }

    /// Registers a program for OAuth2 that knows its client id and secret already.
    package func addOAuth2Application(
        _ name: String, clientID: String, clientSecret: String, redirectURIs: [String]
    ) {
        withData { data in
            data.applications.append(
                ForgeOAuth2Application(
                    id: data.nextID(.application), name: name, clientID: clientID, clientSecret: clientSecret,
                    redirectURIs: redirectURIs, created: data.now()))
        }
    }

    /// Renames a repository; its old path redirects from now on.
    package func renameRepository(owner: String, name: String, to newName: String) {
        withData { data in
            guard let repository = data.repository(owner: owner, name: name),
                (try? data.rename(repository, to: newName)) != nil
            else { preconditionFailure("no repository \(owner)/\(name), or \(newName) is taken or no name") }
            guard let author = data.author(of: repository) else { return }
            data.occurred(.renamed(from: name), in: repository.id, by: author)
        }
    }

    /// The commit at the head of a branch.
    package func head(owner: String, name: String, branch: String = "main") -> String {
        withData { data in
            guard let found = data.repository(owner: owner, name: name)?.branch(branch) else {
                preconditionFailure("no branch \(branch) in \(owner)/\(name)")
            }
            return found.sha
        }
    }

    /// `context: state` of every status of a repository, the oldest first, in the forge's own words.
    package func statuses(owner: String, name: String) -> [String] {
        withData { data in
            (data.repository(owner: owner, name: name)?.statuses ?? []).map { "\($0.context): \($0.state)" }
        }
    }

    /// Opens a pull request of two branches as the repository's owner, and queues the deliveries.
    package func openPullRequest(owner: String, name: String, from branch: String, to base: String = "main") {
        withData { data in
            guard let repository = data.repository(owner: owner, name: name),
                let author = data.author(of: repository),
                (try? data.openPull(
                    "Merge \(branch)", text: "", from: branch, of: repository, to: base, of: repository, by: author))
                    != nil
            else { preconditionFailure("no repository \(owner)/\(name), or there is such a pull request") }
        }
    }

    /// Pushes a new commit as the repository's owner, and queues the deliveries; a branch that isn't there is made.
    package func push(owner: String, name: String, branch: String, message: String) {
        withData { data in
            guard let repository = data.repository(owner: owner, name: name),
                let author = data.author(of: repository),
                (try? data.push(to: repository.id, branch: branch, message: message, by: author)) != nil
            else { preconditionFailure("no repository \(owner)/\(name), or \(branch) is no name of a branch") }
        }
    }
}

extension ForgeData {
    mutating func addApplication(
        _ name: String, redirectURIs: [String]
    ) throws(ForgeRefusal) -> ForgeOAuth2Application {
        guard applications.count < Self.maxApplications, redirectURIs.count <= 20 else { throw .full }
        let application = ForgeOAuth2Application(
            id: nextID(.application), name: name, clientID: UUID().uuidString.lowercased(),
            clientSecret: ForgeSecret.hex(22), redirectURIs: redirectURIs, created: now())
        applications.append(application)
        return application
    }
}
