import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    private static let missing =
        "`projectDoesNotExist`, `projectGroupDoesNotExist`, `organizationDoesNotExist`, `userDoesNotExist`"
    private static let parts =
        "`parentProjectGroupDoesNotExist`, `remoteSourceDoesNotExist`, `linkedAccountDoesNotExist`, `connectionDoesNotExist`"
    private static let invalid =
        "`invalidPath`, `invalidProjectName`, `invalidVisibility`, `invalidRemoteRepositoryConfigType`, `invalidRepoPath`, `invalidCloneURL`, `invalidSSHPrivateKey`, `invalidSSHHostKey`, `invalidDefaultBranch`, `invalidPollInterval`, `invalidLinkedAccount`, `invalidConnection`, `invalidProject`, `cannotSetMembersCanPerformRunActionsOnUserProject`"
    private static let project = Schema.named("Project")

    static let projects = DescribedPart(
        schemas: [
            "Project": .answer(
                Schema.place.merging(inTree) { _, last in last }.merging(
                    [
                        "remote_repository_config_type": .word("remotesource", "manual"), "remote_source_id": .text(),
                        "linked_account_id": .text(), "linked_account_user_id": .text(), "connection_id": .text(),
                        "repository_id": .text(),
                        "repository_path": .text(),
                        "clone_url": .text(), "clone_user": .text(), "ssh_host_key": .text(),
                        "skip_ssh_host_key_check": .flag, "ssh_private_key_fingerprint": .text(),
                        "clone_password_fingerprint": .text(), "default_branch": .text(),
                        "pass_vars_to_forked_pr": .flag, "members_can_perform_run_actions": .flag,
                        "poll_interval_seconds": .revision,
                        "set_up": .named("ProjectSetUp"),
                    ]
                ) { _, last in last }),
            "NewProject": .anyOf(
                newRemoteProject(through: "linked_account_id", .accountReference, unused: "connection_id"),
                newRemoteProject(through: "connection_id", .connectionID, unused: "linked_account_id"),
                .newManualProject(required: required, unused: remoteFields)),
            "ProjectChange": .request(
                Schema.projectFields.merging(
                    [
                        "remote_repository_config_type": .word("remotesource", "manual"),
                        "remote_source_id": .sourceReference, "linked_account_id": .accountReference,
                        "connection_id": .connectionID, "repository_id": .line(1...255),
                        "repository_path": .line(1...1024),
                    ].merging(setUpFields) { _, last in last }
                ) { _, last in last }),
            "ProjectCredentials": .answer([
                "ssh_private_key": .text(), "clone_password": .text(), "webhook_secret": .text(),
                "previous_webhook_secret": .text(),
            ]),
        ],
        routes: [
            RouteDescription(
                .post, "projects", "createProject", "Adds a project to a group", body: .named("NewProject"),
                answers: .json(201, project, "The new one.")
                    .linked(
                        ["ref": "$response.body#/id"], to: "getProject", "updateProject", "deleteProject",
                        "getProjectCredentials", "acquireSetUpLease", "acquireRefLease", "mergeRefs",
                        "createProjectSecret", "createProjectVariable",
                        "listProjectSecrets",
                        "listProjectVariables"
                    )
                    .linked(["ref": "$response.body#/parent_id"], to: "listProjects"),
                refusals: [400: invalid, 404: parts, 409: "`projectAlreadyExists`"]),
            RouteDescription(
                .get, "projects/{ref}", "getProject", "One project", answers: .json(200, project, "The project."),
                refusals: [400: "`invalidPath`", 404: missing]),
            RouteDescription(
                .put, "projects/{ref}", "updateProject",
                "Changes what the body has; another `parent_ref` moves the project", body: .named("ProjectChange"),
                answers: .json(201, project, "The changed one.")
                    .linked(["ref": "$response.body#/id"], to: "getProject", "deleteProject"),
                refusals: [
                    400: invalid, 404: "\(missing), \(parts)",
                    409: "`projectAlreadyExists`, `secretsInUse`, `tooManyVariablesInUse`",
                ]),
            RouteDescription(
                .delete, "projects/{ref}", "deleteProject", "Deletes a project", query: [.cascade],
                answers: .empty("It is gone."),
                refusals: [400: "`invalidPath`", 404: missing, 409: "`projectInUse`"]),
            RouteDescription(
                .get, "projects/{ref}/credentials", "getProjectCredentials", "What reaches the repository",
                answers: .json(200, .named("ProjectCredentials"), "The secrets; empty where there is none."),
                refusals: [400: "`invalidPath`", 404: missing]),
        ])

    private static func newRemoteProject(through field: String, _ access: Schema, unused: String) -> Schema {
        .newProject(
            type: "remotesource", required: required.union(["remote_repository_config_type"]),
            unused: ["clone_url", "clone_user", "clone_password", unused],
            needed: [
                "remote_source_id": .sourceReference, field: access, "repository_id": .line(1...255),
                "repository_path": .line(1...1024),
            ], optional: setUpFields)
    }

    private static let setUpFields: [String: Schema] = [
        "deploy_public_key": .line(0...ProjectSetUpRules.maxKeyBytes),
        "webhook_url": .line(0...ProjectSetUpRules.maxURLBytes),
        "set_up_holder": .line(0...ProjectSetUpRules.maxHolderBytes)
            .about("Who sets it up at the forge, and gets the lease with the creation."),
    ]
    private static let required: Set = ["name", "parent_ref", "visibility"]
    private static let remoteFields = [
        "remote_source_id", "linked_account_id", "connection_id", "repository_id", "repository_path",
    ]
}
