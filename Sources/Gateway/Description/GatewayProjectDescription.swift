import HTTPTypes
import ServiceKit

extension GatewayDescription {
    private static let missing = "`projectDoesNotExist`"
    private static let parts =
        "`parentProjectGroupDoesNotExist`, `remoteSourceDoesNotExist`, `connectionDoesNotExist`, `notFoundAtForge`"
    private static let invalid =
        "`invalidPath`, `invalidProjectName`, `invalidVisibility`, `invalidRemoteRepositoryConfigType`, `invalidRemoteSourceName`, `invalidRepoPath`, `invalidCloneURL`, `invalidSSHPrivateKey`, `invalidSSHHostKey`, `invalidDefaultBranch`, `invalidPollInterval`, `invalidLinkedAccount`, `invalidConnection`, `invalidProject`, `linkedAccountDoesNotExist`, `repositoryDiffers`, `repositoryCredentialsRefused`, `cannotSetMembersCanPerformRunActionsOnUserProject`, `notSupported`"
    private static let project = Schema.named("Project")

    static let projects = DescribedPart(
        schemas: [
            "Project": .answer(
                Schema.place.merging([
                    "remote_repository_config_type": .word("remotesource", "manual"), "remote_source_id": .text(),
                    "linked_account_id": .text(), "connection_id": .text(), "repository_id": .text(),
                    "repository_path": .text(),
                    "clone_url": .text(), "clone_user": .text(), "ssh_host_key": .text(),
                    "skip_ssh_host_key_check": .flag, "ssh_private_key_fingerprint": .text(),
                    "clone_password_fingerprint": .text(), "default_branch": .text(),
                    "pass_vars_to_forked_pr": .flag, "members_can_perform_run_actions": .flag,
                    "poll_interval_seconds": .revision,
                    "set_up": .named("ProjectSetUp"),
                ]) { _, last in last }),
            "NewProject": .anyOf(
                .newProject(
                    type: "remotesource", required: required, unused: manualFields + ["connection"],
                    needed: ["remote_source_name": .sourceReference, "repo_path": .repositoryPath]),
                .newProject(
                    type: "remotesource", required: required, unused: manualFields,
                    needed: ["connection": .connectionReference, "repo_path": .repositoryPath],
                    optional: ["remote_source_name": .sourceReference]),
                .newManualProject(required: required, unused: ["connection"])),
            "ProjectChange": .request(
                Schema.projectFields.merging([
                    "remote_repository_config_type": .word("remotesource", "manual"),
                    "remote_source_name": .sourceReference, "repo_path": .repositoryPath,
                    "connection": .connectionReference,
                ]) { _, last in last }),
        ],
        routes: [
            RouteDescription(
                .post, "projects", "createProject",
                "Adds a project to a group; to the user's own root group without `parent_ref`",
                body: .named("NewProject"),
                answers: .json(201, project, "The new one.")
                    .linked(
                        ["ref": "$response.body#/id"], to: "getProject", "updateProject", "deleteProject",
                        "examineProject", "reconfigProject", "rotateProjectSecrets", "refreshRemoteRepository",
                        "catchUpProject",
                        "updateProjectLinkedAccount", "listProjectAudit", "createProjectSecret",
                        "createProjectVariable", "listProjectSecrets",
                        "listProjectVariables"
                    )
                    .linked(["ref": "$response.body#/parent_path"], to: "listProjects"),
                refusals: atForge.merging([
                    400: invalid, 403: "`forbidden`, `noUser`, `forgeForbidden`", 404: parts,
                    409:
                        "`projectAlreadyExists`, `linkedAccountNeedsLogin`, `connectionNeedsToken`, `movedAtForge`, `conflictAtForge`",
                ]) { _, last in last }),
            RouteDescription(
                .get, "projects/{ref}", "getProject", "One project", access: .anybody,
                answers: .json(200, project, "The project."), refusals: [400: "`invalidPath`", 404: missing]),
            RouteDescription(
                .put, "projects/{ref}", "updateProject",
                "Changes what the body has; another `parent_ref` moves the project", body: .named("ProjectChange"),
                answers: .json(201, project, "The changed one.")
                    .linked(["ref": "$response.body#/id"], to: "getProject", "deleteProject"),
                refusals: atForge.merging([
                    400: invalid, 403: "`forbidden`, `noUser`, `forgeForbidden`", 404: "\(missing), \(parts)",
                    409:
                        "`projectAlreadyExists`, `secretsInUse`, `tooManyVariablesInUse`, `linkedAccountNeedsLogin`, `connectionNeedsToken`, `movedAtForge`",
                ]) { _, last in last }),
            RouteDescription(
                .delete, "projects/{ref}", "deleteProject", "Deletes a project", query: [.cascade],
                answers: .empty("It is gone."),
                refusals: [
                    400: "`invalidPath`", 403: "`forbidden`", 404: missing, 409: "`projectInUse`",
                ]),
        ])

    private static let required: Set = ["name", "visibility"]
    private static let manualFields = ["clone_url", "clone_user", "clone_password", "ssh_private_key"]
    private static let atForge = [502: forge, 503: "`forgeRateLimited`, `driverMissing`", 504: "`forgeTimedOut`"]
}

extension Schema {
    /// Where a repository is at its forge.
    static var repositoryPath: Schema { .text(1...1024, format: "repository-path").about("Such as `owner/name`.") }
}
