import ConfigStoreAPI
import Foundation

/// A project as it is stored.
struct ProjectRecord: StoredObject {
    static let kind: RecordKind = "project"

    var name: String
    /// The group that holds it.
    var parentID: String
    var visibility: Visibility
    var configType: RemoteRepositoryConfigType
    var remoteSourceID = ""
    var linkedAccountID = ""
    /// Whose linked account it is.
    var linkedAccountUserID = ""
    /// The connection of its organization that it uses in the place of a linked account.
    var connectionID: String?
    var repositoryID = ""
    var repositoryPath = ""
    var cloneURL = ""
    var cloneUser = ""
    /// Sealed for the record's id and these fields' names without `sealed`; empty when there is none.
    var sealedSSHPrivateKey = ""
    var sealedClonePassword = ""
    var sealedWebhookSecret = ""
    var sshPrivateKeyFingerprint = ""
    var clonePasswordFingerprint = ""
    var sshHostKey = ""
    var skipSSHHostKeyCheck = false
    var defaultBranch = ""
    var passVarsToForkedPR = false
    var membersCanPerformRunActions = false
    /// How often somebody looks for changes; nil and 0 for what is usual.
    var pollIntervalSeconds: Int?
    /// Nil for a manual project.
    var setUp: StoredSetUp?
    var creationTime: Date
    var updateTime: Date

    /// One name in each group.
    static let pathSpace = "project.path"

    static func pathClaim(parent: String, name: String) -> Claim { Claim(pathSpace, "\(parent)/\(name)") }

    /// `<user>/<owner>/<account>/<id>`: that a project uses a linked account of a user.
    static let accountSpace = "project.account"

    static func accountPrefix(user: String, owner: String) -> String { "\(user)/\(owner)/" }

    /// `<connection>/<id>`: that a project uses a connection.
    static let connectionSpace = "project.connection"

    /// What a project holds for the linked account or the connection that it uses.
    ///
    /// - Parameters:
    ///   - id: The project's.
    ///   - owner: The id of who owns it.
    func accountClaim(_ id: String, owner: String) -> Claim? {
        guard configType == .remoteSource else { return nil }
        if let connectionID { return Claim(Self.connectionSpace, "\(connectionID)/\(id)") }
        let prefix = Self.accountPrefix(user: linkedAccountUserID, owner: owner)
        return Claim(Self.accountSpace, "\(prefix)\(linkedAccountID)/\(id)")
    }

    /// What a project refers to.
    ///
    /// An organization's project also refers to the user whose linked account it uses, so that the user can't be deleted
    /// before; a user's own projects go with the user.
    func references(owner: OwnerType) -> Set<RecordKey> {
        guard configType == .remoteSource else { return [] }
        let source = RecordKey(RemoteSourceRecord.kind, remoteSourceID)
        if let connectionID { return [source, RecordKey(ConnectionRecord.kind, connectionID)] }
        var keys: Set = [source, RecordKey(LinkedAccountRecord.kind, linkedAccountID)]
        if owner == .organization { keys.insert(RecordKey(UserRecord.kind, linkedAccountUserID)) }
        return keys
    }
}

extension Project {
    /// - Parameter place: Where the project is: the place's nearest group holds it.
    init(_ project: Stored<ProjectRecord>, in place: Place) {
        let value = project.value
        self.init(
            id: project.id, name: value.name, path: "\(place.path)/\(value.name)", parentPath: place.path,
            parentID: value.parentID, ownerType: place.owner.type, ownerID: place.owner.id,
            visibility: value.visibility,
            globalVisibility: value.visibility == .private ? .private : place.globalVisibility,
            repository: ProjectRepository(value), defaultBranch: value.defaultBranch,
            passVarsToForkedPR: value.passVarsToForkedPR,
            membersCanPerformRunActions: value.membersCanPerformRunActions,
            pollIntervalSeconds: value.shownPollInterval, setUp: value.shownSetUp,
            creationTime: value.creationTime, updateTime: value.updateTime, revision: project.revision)
    }
}

extension ProjectRecord {
    private static let usualPollSeconds = 60

    /// A repository without a forge has nobody who tells of changes.
    fileprivate var shownPollInterval: Int {
        if let pollIntervalSeconds, pollIntervalSeconds > 0 { return pollIntervalSeconds }
        return configType == .manual ? Self.usualPollSeconds : 0
    }
}

extension ProjectRepository {
    fileprivate init(_ value: ProjectRecord) {
        self.init(
            configType: value.configType, remoteSourceID: value.remoteSourceID, linkedAccountID: value.linkedAccountID,
            linkedAccountUserID: value.linkedAccountUserID, connectionID: value.connectionID ?? "",
            repositoryID: value.repositoryID, repositoryPath: value.repositoryPath, cloneURL: value.cloneURL,
            cloneUser: value.cloneUser, sshHostKey: value.sshHostKey, skipSSHHostKeyCheck: value.skipSSHHostKeyCheck,
            sshPrivateKeyFingerprint: value.sshPrivateKeyFingerprint,
            clonePasswordFingerprint: value.clonePasswordFingerprint)
    }
}
