/// Makes up operations: which ones depends on the seed, the client and the step, and on what exists for ids alone.
struct OperationGenerator {
    let world: ModelWorld
    var random: SplitMix

    init(world: ModelWorld, seed: UInt64, client: Int, step: Int) {
        self.world = world
        random = SplitMix(seed: seed, world.number, client, step)
    }

    mutating func next() -> ModelOperation {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<10: changeUser()
        case 10..<18: changeAccount()
        case 18..<22: changeSource()
        case 22..<36: changeOrganization()
        case 36..<52: changeGroup()
        case 52..<67: changeProject()
        case 67..<76: changeSecret()
        case 76..<84: changeVariable()
        default: look()
        }
    }

    private mutating func changeUser() -> ModelOperation {
        switch Int.random(in: 0..<13, using: &random) {
        case 0..<6:
            let source = random.chance(50) ? random.pick(world.sources) : nil
            return .createUser(userName, source: source, remoteUser: random.pick(world.remoteUsers))
        case 6..<9: return .renameUser(user, to: userName)
        case 9: return .createToken(user: user, name: random.pick(["one", "two"]))
        case 10: return .deleteToken(user: user, name: random.pick(["one", "two"]))
        default: return .deleteUser(user, cascade: random.chance(60))
        }
    }

    private mutating func changeAccount() -> ModelOperation {
        let account = world.known.allAccounts.isEmpty ? nil : random.pick(world.known.allAccounts)
        let choice = Int.random(in: 0..<10, using: &random)
        guard let account, choice > 3 else {
            return .link(user: user, source: source, remoteUser: random.pick(world.remoteUsers))
        }
        switch choice {
        case 4..<6: return .unlink(user: account.user, id: account.id)
        case 6..<8:
            return .updateAccount(
                user: account.user, id: account.id, name: random.pick(["one", "two"]),
                hasFreshTokens: random.chance(40), ifRevision: random.chance(50) ? account.revision : nil)
        default:
            return .leaseAccount(
                user: account.user, id: account.id, holder: random.pick(["h", "i"]), revision: account.revision)
        }
    }

    private mutating func changeSource() -> ModelOperation {
        switch Int.random(in: 0..<7, using: &random) {
        case 0..<3: .createSource(random.pick(world.sources))
        case 3: .renameSource(source, to: random.pick(world.sources))
        case 4: .setAuthentication(source: source, isOAuth2: random.chance(50))
        default: .deleteSource(source)
        }
    }

    private mutating func changeOrganization() -> ModelOperation {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<4:
            let creator = random.chance(80) ? world.known[.user, userName] : nil
            return .createOrganization(
                random.pick(world.organizations), isPrivate: random.chance(30), creator: creator)
        case 4..<6:
            let name = random.chance(50) ? random.pick(world.organizations) : nil
            return .updateOrganization(
                organization, name: name, isPrivate: name == nil ? random.chance(50) : nil)
        case 6..<8: return .deleteOrganization(organization, cascade: random.chance(60))
        case 8..<12: return .setMember(organization: organization, user: user, isOwner: random.chance(50))
        case 12..<15: return .removeMember(organization: organization, user: user)
        case 15..<17: return .invite(organization: organization, user: user, isOwner: random.chance(50))
        case 17: return .withdraw(organization: organization, user: user)
        default: return .answerInvitation(organization: organization, user: user, accepts: random.chance(70))
        }
    }

    private mutating func changeGroup() -> ModelOperation {
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<6: return .createGroup(parent: place, name: random.pick(world.groups), isPrivate: random.chance(25))
        case 6..<10:
            let name = random.chance(50) ? random.pick(world.groups) : nil
            let parent = name == nil || random.chance(30) ? place : nil
            return .updateGroup(
                group, name: name, parent: parent, isPrivate: random.chance(20) ? random.chance(50) : nil)
        default: return .deleteGroup(group, cascade: random.chance(60))
        }
    }

    private mutating func changeProject() -> ModelOperation {
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<6:
            return .createProject(
                parent: place, name: random.pick(world.projects), isPrivate: random.chance(25), binding: binding(60))
        case 6..<10:
            let name = random.chance(50) ? random.pick(world.projects) : nil
            let parent = name == nil || random.chance(30) ? place : nil
            return .updateProject(
                project, name: name, parent: parent, isPrivate: random.chance(20) ? random.chance(50) : nil,
                binding: binding(20))
        default: return .deleteProject(project, cascade: random.chance(60))
        }
    }

    private mutating func look() -> ModelOperation {
        switch Int.random(in: 0..<19, using: &random) {
        case 14..<19: lookAtSecrets()
        case 0: .user(user)
        case 1: .userDetails(user)
        case 2: .source(source)
        case 3: .userByAccount(source: source, remoteUser: random.pick(world.remoteUsers))
        case 4: .organization(organization)
        case 5: .members(organization: organization)
        case 6: .organizations(user: user)
        case 7: .invitations(organization: organization)
        case 8..<10: .group(group)
        case 10: .subgroups(place)
        case 11..<13: .project(project)
        default: .projects(place)
        }
    }
}

/// References: names, paths and ids.
extension OperationGenerator {
    private var userName: String { mutating get { random.pick(world.users) } }

    private var user: String { mutating get { reference(.user, userName) } }
    private var source: String { mutating get { reference(.source, random.pick(world.sources)) } }
    private var organization: String { mutating get { reference(.organization, random.pick(world.organizations)) } }

    private mutating func reference(_ kind: KnownIDs.Kind, _ name: String) -> String {
        random.chance(25) ? world.known[kind, name] : name
    }

    /// A group that something can be in: by its path, mostly near the root, or by its id.
    var place: String {
        mutating get { random.chance(20) ? world.known[.group, random.pick(world.groups)] : path }
    }

    var path: String {
        mutating get {
            if random.chance(55), let known = known(.group) { return known }
            let depth = random.pick([0, 0, 0, 1, 1, 1, 2, 3])
            var path = root
            for _ in 0..<depth { path += "/" + random.pick(world.groups) }
            return path
        }
    }

    private var root: String {
        mutating get {
            random.chance(65) ? "org/\(random.pick(world.organizations))" : "user/\(random.pick(world.users))"
        }
    }

    private var group: String {
        mutating get {
            if random.chance(30) { return world.known[.group, random.pick(world.groups)] }
            if random.chance(60), let known = known(.group) { return known }
            return random.chance(5) ? root : "\(path)/\(random.pick(world.groups))"
        }
    }

    var project: String {
        mutating get {
            let name = random.pick(world.projects)
            if random.chance(60), let known = known(.project) { return known }
            return random.chance(50) ? world.known[.project, name] : "\(path)/\(name)"
        }
    }

    private mutating func known(_ kind: KnownIDs.Kind) -> String? {
        let paths = world.known.paths(kind)
        return paths.isEmpty ? nil : random.pick(paths)
    }

    private mutating func binding(_ percent: Int) -> ModelBinding? {
        guard random.chance(percent), !world.known.allAccounts.isEmpty else { return nil }
        let account = random.pick(world.known.allAccounts)
        return ModelBinding(
            source: account.source.isEmpty || random.chance(10) ? random.pick(world.sources) : account.source,
            account: account.id)
    }
}
