import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// Requests merged with what is stored, checked and sealed.
extension Projects {
    /// A checked new project that has no parent yet.
    func draft(_ request: CreateProjectRequest, id: String) throws -> Stored<ProjectRecord> {
        var violations = Violations()
        let now = environment.now()
        let visibility = VisibilityRule.read(request.visibility, into: &violations)
        if (request.parentRef ?? "").isEmpty {
            violations.add("parent_ref", .required, "the path or id of a project group is needed")
        }
        let known = request.remoteRepositoryConfigType.flatMap(RemoteRepositoryConfigType.init)
        var project = Stored(
            id: id, revision: 0,
            value: ProjectRecord(
                name: "", parentID: "", visibility: visibility,
                configType: ProjectRules.configType(request.remoteRepositoryConfigType, into: &violations),
                creationTime: now, updateTime: now))
        project.value.apply(request)
        // Without a type nobody knows what else is needed.
        if known != nil {
            ProjectRules.check(project.value, request, into: &violations)
        } else {
            violations.add(NameGrammar.violation(of: project.value.name, at: "name"))
        }
        try ProjectRules.refuse(violations)
        let secrets = ProjectSecrets(keyring: environment.keyring)
        try secrets.seal(request, into: &project)
        try secrets.sealNewWebhookSecret(into: &project)
        project.value.setUp = project.value.newSetUp(request, now)
        return project
    }

    func changed(
        _ stored: Stored<ProjectRecord>, by request: UpdateProjectRequest
    ) throws -> Stored<ProjectRecord> {
        var project = stored
        var violations = Violations()
        if let text = request.visibility {
            project.value.visibility = VisibilityRule.read(text, into: &violations)
        }
        if let text = request.remoteRepositoryConfigType {
            let type = ProjectRules.configType(text, into: &violations)
            if type != stored.value.configType { project.value.forgetRepository(type) }
        }
        // A password that was given for one place is not sent to another.
        if let url = request.cloneURL, url != stored.value.cloneURL {
            (project.value.sealedClonePassword, project.value.clonePasswordFingerprint) = ("", "")
        }
        project.value.apply(request)
        project.value.updateTime = environment.now()
        ProjectRules.check(project.value, request, into: &violations)
        try ProjectRules.refuse(violations)
        try ProjectSecrets(keyring: environment.keyring).seal(request, into: &project)
        return project
    }
}

extension ProjectRecord {
    /// What a project uses.
    var binding: [String] { [configType.rawValue, remoteSourceID, linkedAccountID, connectionID ?? ""] }

    /// Which repository of a forge it has.
    var repositoryBinding: [String] { [configType.rawValue, remoteSourceID, repositoryID] }

    /// Whose refs are watched.
    var watched: [String] { repositoryBinding + [cloneURL] }

    /// The set-up of a project that is new, or has another repository than before; nil for a manual one.
    func newSetUp(_ request: CreateProjectRequest, _ now: Date) -> StoredSetUp? {
        guard configType == .remoteSource else { return nil }
        return .new(
            publicKey: request.deployPublicKey ?? setUp?.shown.deployPublicKey ?? "",
            webhookURL: request.webhookURL ?? setUp?.shown.webhookURL ?? "", holder: request.setUpHolder, now: now)
    }

    /// Takes over what a request gives, but for what has rules of its own.
    fileprivate mutating func apply(_ request: UpdateProjectRequest) {
        name = request.name ?? name
        remoteSourceID = request.remoteSourceID ?? remoteSourceID
        applyAccess(request)
        repositoryID = request.repositoryID ?? repositoryID
        repositoryPath = request.repositoryPath ?? repositoryPath
        cloneURL = request.cloneURL ?? cloneURL
        cloneUser = request.cloneUser ?? cloneUser
        sshHostKey = request.sshHostKey ?? sshHostKey
        skipSSHHostKeyCheck = request.skipSSHHostKeyCheck ?? skipSSHHostKeyCheck
        defaultBranch = request.defaultBranch ?? defaultBranch
        passVarsToForkedPR = request.passVarsToForkedPR ?? passVarsToForkedPR
        membersCanPerformRunActions = request.membersCanPerformRunActions ?? membersCanPerformRunActions
        pollIntervalSeconds = request.pollIntervalSeconds ?? pollIntervalSeconds
    }

    /// A linked account takes the place of a connection, and the other way round.
    private mutating func applyAccess(_ request: UpdateProjectRequest) {
        if let connection = request.connectionID, !connection.isEmpty {
            (connectionID, linkedAccountID, linkedAccountUserID) = (connection, "", "")
        } else if let account = request.linkedAccountID {
            linkedAccountID = account
            if !account.isEmpty { connectionID = nil }
        }
    }

    /// Empties what belongs to a repository of another type.
    fileprivate mutating func forgetRepository(_ newType: RemoteRepositoryConfigType) {
        configType = newType
        (remoteSourceID, linkedAccountID, linkedAccountUserID, connectionID) = ("", "", "", nil)
        (repositoryID, repositoryPath) = ("", "")
        (cloneURL, cloneUser, sshHostKey, skipSSHHostKeyCheck) = ("", "", "", false)
        (sealedSSHPrivateKey, sshPrivateKeyFingerprint) = ("", "")
        (sealedClonePassword, clonePasswordFingerprint) = ("", "")
    }
}
