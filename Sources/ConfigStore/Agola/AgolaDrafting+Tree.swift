import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// Remote sources, and what is in the tree.
extension AgolaDrafting {
    func remoteSource(_ remote: AgolaRemoteSource, _ source: AgolaSource) throws -> AgolaDraft {
        let record = RemoteSourceRecord(
            name: remote.name ?? "", apiURL: remote.apiurl ?? "", type: remote.type ?? "",
            authType: remote.auth_type ?? "", clientID: remote.client_id ?? "", sealedClientSecret: "",
            clientSecretFingerprint: "", skipVerify: remote.skip_verify ?? false, sshHostKey: remote.ssh_host_key ?? "",
            skipSSHHostKeyCheck: remote.skip_ssh_host_key_check ?? false,
            registrationEnabled: remote.registration_enabled ?? source.object.isWrapped,
            loginEnabled: remote.login_enabled ?? source.object.isWrapped,
            creationTime: source.creationTime, updateTime: source.updateTime)
        let checked = try RemoteSources(environment: environment).checked(
            Stored(id: source.id, revision: 1, value: record), newClientSecret: remote.client_secret ?? "")
        return try source.draft(checked.value)
    }

    func group(_ group: AgolaGroup, _ source: AgolaSource) throws -> AgolaDraft {
        let parent = try source.parent(group.parent, of: [.group, .user, .organization])
        let name = group.name ?? ""
        var violations = Violations()
        let visibility = VisibilityRule.read(group.visibility, into: &violations)
        if parent.kind == ProjectGroupRecord.kind {
            violations.add(NameGrammar.violation(of: name, at: "name"))
        } else if !name.isEmpty {
            violations.add("name", .notSupported, "a root project group has no name of its own")
        }
        if !violations.isEmpty { throw ServiceError(code: "invalidProjectGroup", violations: violations) }
        return try source.draft(
            ProjectGroupRecord(
                name: name, parentID: parent.id, visibility: visibility, creationTime: source.creationTime,
                updateTime: source.updateTime), in: parent)
    }

    /// A project that has to be set up at its forge by this installation.
    func project(_ project: AgolaProject, _ source: AgolaSource, _ report: inout AgolaReport) throws -> [AgolaDraft] {
        let parent = try source.parent(project.parent, of: [.group])
        guard project.remote_repository_config_type != "manual" else {
            report.add("projectLeftOut", "a manual project, of which Agola has no clone URL", at: source.place)
            return [source.leftOut(in: parent)]
        }
        var key = project.ssh_private_key ?? ""
        if !key.isEmpty, PrivateKeyRule.violation(of: key, at: "ssh_private_key") != nil {
            report.add("deployKeyLeftOut", "a deploy key that is none: reconfig makes another one", at: source.place)
            key = ""
        }
        let projects = Projects(environment: environment)
        var draft = try projects.draft(
            CreateProjectRequest(
                name: project.name, parentRef: parent.id, visibility: project.visibility,
                remoteRepositoryConfigType: project.remote_repository_config_type,
                remoteSourceID: project.remote_source_id, linkedAccountID: project.linked_account_id,
                repositoryID: project.repository_id, repositoryPath: project.repository_path,
                sshPrivateKey: key.isEmpty ? nil : key, skipSSHHostKeyCheck: project.skip_ssh_host_key_check,
                defaultBranch: project.default_branch, passVarsToForkedPR: project.pass_vars_to_forked_pr,
                membersCanPerformRunActions: project.members_can_perform_run_actions), id: source.id)
        draft.value.parentID = parent.id
        if let secret = project.webhook_secret, !secret.isEmpty {
            draft.value.sealedWebhookSecret = try environment.keyring.seal(
                secret, record: source.id, field: ProjectSecrets.webhookField)
        }
        draft.value.setUp = .never(now: environment.now())
        (draft.value.creationTime, draft.value.updateTime) = (source.creationTime, source.updateTime)
        return [try source.draft(draft.value, in: parent)]
    }

    func secret(_ secret: AgolaSecret, _ source: AgolaSource, _ report: inout AgolaReport) throws -> [AgolaDraft] {
        guard secret.type == SecretRules.internalType else {
            report.add(
                "secretLeftOut", "a secret that is kept elsewhere, which this configstore has not", at: source.place)
            return []
        }
        let parent = try source.parent(secret.parent, of: [.group, .project])
        try SecretRules.check(CreateSecretRequest(name: secret.name, type: secret.type, data: secret.data))
        var draft = Stored(
            id: source.id, revision: 1,
            value: SecretRecord(
                name: secret.name ?? "", parentID: parent.id, keys: [], sealedData: "", dataFingerprint: "",
                creationTime: source.creationTime, updateTime: source.updateTime))
        try SecretData(keyring: environment.keyring).seal(secret.data ?? [:], into: &draft)
        return [try source.draft(draft.value, in: parent)]
    }

    func variable(_ variable: AgolaVariable, _ source: AgolaSource) throws -> AgolaDraft {
        let parent = try source.parent(variable.parent, of: [.group, .project])
        let values = try VariableRules.check(CreateVariableRequest(name: variable.name, values: variable.values))
        return try source.draft(
            VariableRecord(
                name: variable.name ?? "", parentType: parent.kind == ProjectRecord.kind ? .project : .projectGroup,
                parentID: parent.id, values: values, uses: [], creationTime: source.creationTime,
                updateTime: source.updateTime), in: parent)
    }
}
