import Foundation
import PluginProcess
import RemoteSources
import Validation

/// The results of operations, as JSON.
enum ValueMessage {
    typealias Value = MessageValue

    /// The most items of one page.
    private static let maxItems = 1_000

    static func nothing(_ value: Value) throws(PluginFailure) {
        guard value == .null else { throw .badAnswer("this operation has no value but null") }
    }

    static func user(_ value: Value) throws(PluginFailure) -> RemoteUser {
        let object = try MessageObject(value, "its user", members: ["id", "loginName", "email", "avatarURL"])
        return RemoteUser(
            id: try object.identifier("id"), loginName: try object.identifier("loginName"),
            email: try object.optionalString("email"), avatarURL: try object.optionalString("avatarURL"))
    }

    static func grant(_ value: Value) throws(PluginFailure) -> TokenGrant {
        let object = try MessageObject(value, "its grant", members: ["expiresInSeconds"])
        return TokenGrant(expiresInSeconds: try object.optionalInteger("expiresInSeconds"))
    }

    static func page<Item>(
        of item: @escaping @Sendable (Value) throws(PluginFailure) -> Item
    ) -> @Sendable (Value) throws(PluginFailure) -> Page<Item> {
        { value throws(PluginFailure) in
            let object = try MessageObject(value, "its page", members: ["items", "next"])
            let values = try object.list("items")
            guard values.count <= maxItems else { throw .badAnswer("its page has more than \(maxItems) items") }
            var items: [Item] = []
            for value in values { items.append(try item(value)) }
            return Page(items: items, next: object.has("next") ? PageToken(try object.identifier("next")) : nil)
        }
    }

    private static let repositoryMembers: Set<String> = [
        "id", "path", "defaultBranch", "isPrivate", "isArchived", "webURL", "sshCloneURL", "httpCloneURL",
        "permissions",
    ]

    static func repository(_ value: Value) throws(PluginFailure) -> RemoteRepository {
        let object = try MessageObject(value, "its repository", members: repositoryMembers)
        let path = try object.identifier("path")
        guard (try? RepositoryPath(path)) != nil else { throw object.wrong("path", "owner/name") }
        let permissions = try MessageObject(
            object.value("permissions") ?? .null, "its permissions", members: ["admin", "push", "pull"])
        return RemoteRepository(
            id: try object.identifier("id"), path: path, defaultBranch: try object.optionalString("defaultBranch"),
            isPrivate: try object.boolean("isPrivate"), isArchived: try object.boolean("isArchived", default: false),
            webURL: try object.string("webURL"), sshCloneURL: try object.string("sshCloneURL"),
            httpCloneURL: try object.string("httpCloneURL"),
            permissions: .init(
                admin: try permissions.boolean("admin"), push: try permissions.boolean("push"),
                pull: try permissions.boolean("pull")))
    }

    static func ref(_ value: Value) throws(PluginFailure) -> RemoteRef {
        let object = try MessageObject(value, "its ref", members: ["name", "commitSHA"])
        let name = try object.identifier("name")
        guard name.hasPrefix("refs/") else { throw object.wrong("name", "a full ref such as refs/heads/main") }
        return RemoteRef(name: name, commitSHA: try sha(object, "commitSHA"))
    }

    static func commit(_ value: Value) throws(PluginFailure) -> RemoteCommit {
        let object = try MessageObject(value, "its commit", members: ["sha", "message", "webURL"])
        return RemoteCommit(
            sha: try sha(object, "sha"), message: try object.string("message"),
            webURL: try object.optionalString("webURL"))
    }

    static func sha(_ object: MessageObject, _ member: String) throws(PluginFailure) -> String {
        guard let sha = try? CommitSHA.checked(try object.string(member)) else {
            throw object.wrong(member, "a full commit id")
        }
        return sha
    }

    static func file(_ value: Value) throws(PluginFailure) -> [UInt8] {
        try bytes(of: MessageObject(value, "its file", members: ["body", "bodyBase64"]))
    }

    static func deployKey(_ value: Value) throws(PluginFailure) -> DeployKey {
        let object = try MessageObject(value, "its key", members: ["id", "title", "publicKey", "isReadOnly"])
        return DeployKey(
            id: try object.identifier("id"), title: try object.string("title"),
            publicKey: try object.string("publicKey"), isReadOnly: try object.boolean("isReadOnly"))
    }

    static func webhook(_ value: Value) throws(PluginFailure) -> Webhook {
        let object = try MessageObject(value, "its webhook", members: ["id", "url", "isActive", "events"])
        return Webhook(
            id: try object.identifier("id"), url: try object.string("url"), isActive: try object.boolean("isActive"),
            events: try object.strings("events"))
    }

    static func installation(_ value: Value) throws(PluginFailure) -> AppInstallation {
        let object = try MessageObject(value, "its installation", members: ["id", "isSuspended"])
        return AppInstallation(
            id: try object.identifier("id"), isSuspended: try object.boolean("isSuspended", default: false))
    }
}
