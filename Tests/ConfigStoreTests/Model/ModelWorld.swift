import Synchronization

/// A small set of names that many clients fight about. Operations in one world never touch another one's objects, so each
/// world's history is checked by itself.
struct ModelWorld: Sendable {
    let number: Int
    let users: [String]
    let organizations: [String]
    let sources: [String]
    let groups = ["a", "b", "c"]
    let projects = ["p", "q"]
    let remoteUsers = ["0", "1", "2"]
    let secrets = ["k", "l"]
    let keys = ["a", "b"]
    let variables = ["V", "W"]
    let known = KnownIDs()

    init(number: Int) {
        self.number = number
        users = ["u", "v", "w"].map { "\($0)\(number)" }
        organizations = ["x", "y"].map { "\($0)\(number)" }
        sources = ["s", "t"].map { "\($0)\(number)" }
    }

    /// Everything there is at first: each operation is done before the next one begins, and may refer to what is known.
    var beginning: [@Sendable (KnownIDs) -> ModelOperation] {
        var all: [@Sendable (KnownIDs) -> ModelOperation] = []
        for source in sources { all.append { _ in .createSource(source) } }
        for (number, user) in users.enumerated() {
            let source = sources[number % sources.count]
            all.append { _ in .createUser(user, source: source, remoteUser: "\(number / 2)") }
        }
        for (name, user) in zip(organizations, users) {
            all.append { .createOrganization(name, isPrivate: false, creator: $0[.user, user]) }
        }
        let parents = ["org/\(organizations[0])", "org/\(organizations[0])/a", "user/\(users[0])"]
        for (parent, name) in zip(parents, ["a", "b", "a"]) {
            all.append { _ in .createGroup(parent: parent, name: name, isPrivate: false) }
        }
        all.append { _ in .createProject(parent: parents[1], name: "p", isPrivate: false, binding: nil) }
        for (parent, name) in zip([parents[0], parents[0], parents[2]], ["k", "l", "k"]) {
            all.append { _ in .createSecret(in: .projectGroup(parent), name: name, data: ["a": "1", "b": "1"]) }
        }
        let project = "\(parents[1])/p"
        all.append { _ in
            .createVariable(in: .project(project), name: "V", values: [ModelValue(secretName: "k", key: "a")])
        }
        return all
    }
}

/// The ids that were given out last for each name, so that clients can refer to objects by id, also to those that are
/// gone or have another name by now.
final class KnownIDs: Sendable {
    enum Kind: Hashable, Sendable {
        case user, source, account, organization, group, project
    }

    private struct Key: Hashable {
        let kind: Kind
        let name: String
    }

    struct Account: Sendable {
        var id: String
        var user: String
        var source: String
        var revision: Int
    }

    private let ids = Mutex<[Key: String]>([:])
    private let accounts = Mutex<[Account]>([])
    private let paths = Mutex<[Kind: [String]]>([:])
    private static let keptPaths = 6

    /// The last id of a name; one that nobody has when there is none.
    subscript(kind: Kind, name: String) -> String {
        ids.withLock { $0[Key(kind: kind, name: name)] } ?? "0190a8e0-0000-7000-8000-000000000000"
    }

    /// Paths that groups or projects had lately.
    func paths(_ kind: Kind) -> [String] { paths.withLock { $0[kind] ?? [] } }

    /// The accounts that were made, the oldest first.
    var allAccounts: [Account] { accounts.withLock { $0 } }

    /// Takes note of what an operation made.
    func note(_ operation: ModelOperation, _ answer: ModelAnswer) {
        guard case .answered(_, let views) = answer, let view = views.first else { return }
        switch operation {
        case .createUser(let name, let source, _):
            keep(.user, name, view.id)
            if let source, views.count > 1 { note(account: views[1], source: source) }
        case .createSource(let name): keep(.source, name, view.id)
        case .createOrganization(let name, _, _): keep(.organization, name, view.id)
        case .createGroup(_, let name, _):
            keep(.group, name, view.id)
            keep(.group, path: view.fields[0])
        case .createProject(_, let name, _, _):
            keep(.project, name, view.id)
            keep(.project, path: view.fields[0])
        case .updateGroup: keep(.group, path: view.fields[0])
        case .updateProject: keep(.project, path: view.fields[0])
        case .link(_, let source, _): note(account: view, source: source)
        case .updateAccount, .leaseAccount: note(account: view, source: "")
        default: break
        }
    }

    private func keep(_ kind: Kind, _ name: String, _ id: String) {
        ids.withLock { $0[Key(kind: kind, name: name)] = id }
    }

    private func keep(_ kind: Kind, path: String) {
        paths.withLock { $0[kind] = Array((($0[kind] ?? []) + [path]).suffix(Self.keptPaths)) }
    }

    private func note(account: ModelView, source: String) {
        let revision = account.fields.last.flatMap { Int($0.dropFirst()) } ?? 0
        accounts.withLock { accounts in
            if let known = accounts.firstIndex(where: { $0.id == account.id }) {
                accounts[known].revision = max(accounts[known].revision, revision)
            } else {
                accounts.append(Account(id: account.id, user: account.fields[0], source: source, revision: revision))
            }
        }
    }
}
