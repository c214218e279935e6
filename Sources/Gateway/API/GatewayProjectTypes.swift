import ConfigStoreAPI

// Bodies of project groups and projects, with the names that the API's clients know.

struct ProjectGroupBody: Encodable {
    let id: String
    let name: String
    let path: String
    let parent_path: String
    let visibility: String
    let global_visibility: String

    init(_ group: ProjectGroup) {
        id = group.id
        name = group.name
        path = group.path
        parent_path = group.parentPath
        visibility = group.visibility.rawValue
        global_visibility = group.globalVisibility.rawValue
    }
}

struct ProjectGroupRequestBody: Decodable {
    let name: String?
    let parent_ref: String?
    let visibility: String?
}

struct ProjectBody: Encodable {
    let id: String
    let name: String
    let path: String
    let parent_path: String
    let visibility: String
    let global_visibility: String
    let remote_repository_config_type: String
    let remote_source_id: String
    let linked_account_id: String
    let connection_id: String
    let repository_id: String
    let repository_path: String
    let clone_url: String
    let clone_user: String
    let ssh_host_key: String
    let skip_ssh_host_key_check: Bool
    let ssh_private_key_fingerprint: String
    let clone_password_fingerprint: String
    let default_branch: String
    let pass_vars_to_forked_pr: Bool
    let members_can_perform_run_actions: Bool
    let poll_interval_seconds: Int
    let set_up: ProjectSetUpBody

    init(_ project: Project) {
        id = project.id
        name = project.name
        path = project.path
        parent_path = project.parentPath
        visibility = project.visibility.rawValue
        global_visibility = project.globalVisibility.rawValue
        remote_repository_config_type = project.repository.configType.rawValue
        remote_source_id = project.repository.remoteSourceID
        linked_account_id = project.repository.linkedAccountID
        connection_id = project.repository.connectionID
        repository_id = project.repository.repositoryID
        repository_path = project.repository.repositoryPath
        clone_url = project.repository.cloneURL
        clone_user = project.repository.cloneUser
        ssh_host_key = project.repository.sshHostKey
        skip_ssh_host_key_check = project.repository.skipSSHHostKeyCheck
        ssh_private_key_fingerprint = project.repository.sshPrivateKeyFingerprint
        clone_password_fingerprint = project.repository.clonePasswordFingerprint
        default_branch = project.defaultBranch
        pass_vars_to_forked_pr = project.passVarsToForkedPR
        members_can_perform_run_actions = project.membersCanPerformRunActions
        poll_interval_seconds = project.pollIntervalSeconds
        set_up = ProjectSetUpBody(project.setUp)
    }
}

struct ProjectRequestBody: Decodable {
    let name: String?
    let parent_ref: String?
    let visibility: String?
    /// `remotesource` when left out.
    let remote_repository_config_type: String?
    let remote_source_name: String?
    /// A connection of the organization, in the place of the asker's linked account.
    let connection: String?
    let repo_path: String?
    let clone_url: String?
    let clone_user: String?
    let clone_password: String?
    let ssh_private_key: String?
    let ssh_host_key: String?
    let skip_ssh_host_key_check: Bool?
    let default_branch: String?
    let pass_vars_to_forked_pr: Bool?
    let members_can_perform_run_actions: Bool?
    let poll_interval_seconds: Int?

    /// The connection, unless it is left out or empty.
    var namedConnection: String? { connection.flatMap { $0.isEmpty ? nil : $0 } }

    /// What the configstore is asked; where the repository is comes from the forge.
    var request: CreateProjectRequest {
        CreateProjectRequest(
            name: name, visibility: visibility, remoteRepositoryConfigType: remote_repository_config_type,
            connectionID: remote_repository_config_type == "manual" ? connection : nil, cloneURL: clone_url,
            cloneUser: clone_user, clonePassword: clone_password, sshPrivateKey: ssh_private_key,
            sshHostKey: ssh_host_key, skipSSHHostKeyCheck: skip_ssh_host_key_check, defaultBranch: default_branch,
            passVarsToForkedPR: pass_vars_to_forked_pr, membersCanPerformRunActions: members_can_perform_run_actions,
            pollIntervalSeconds: poll_interval_seconds)
    }
}
