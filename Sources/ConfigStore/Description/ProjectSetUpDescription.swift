import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    private static let missing =
        "`projectDoesNotExist`, `projectGroupDoesNotExist`, `organizationDoesNotExist`, `userDoesNotExist`"
    private static let project = Schema.named("Project")

    static let projectSetUps = DescribedPart(
        schemas: [
            "ProjectSetUp": .answer(
                [
                    "state": .setUpState, "message": .text(), "deploy_key_id": .text(), "webhook_id": .text(),
                    "webhook_url": .text(), "deploy_public_key": .text(), "next_deploy_public_key": .text(),
                    "previous_deploy_public_key": .text(), "is_rotating": .flag, "was_ready": .flag,
                    "attempts": .revision, "previous_secrets_end": .time, "check_time": .time,
                ], optional: ["previous_secrets_end", "check_time"]),
            "SetUpLease": .request(["holder": holder], required: ["holder"]),
            "ProjectSetUpChange": .request(
                [
                    "holder": holder, "state": .setUpState, "message": .text(0...100_000),
                    "deploy_key_id": .line(0...255), "webhook_id": .line(0...255),
                    "webhook_url": .line(0...ProjectSetUpRules.maxURLBytes), "attempts": .integer(Int.min...Int.max),
                    "repository_path": .line(1...1024), "default_branch": .branch,
                    "rotation": .word("begin", "finish", "drop"), "ssh_private_key": .privateKey,
                    "deploy_public_key": .line(0...ProjectSetUpRules.maxKeyBytes),
                    "look_after_seconds": .integer(0...ProjectSetUpRules.maxWaitSeconds)
                        .about("Ends the lease; without it the lease is extended."),
                ], required: ["holder"]),
        ],
        routes: [
            RouteDescription(
                .put, "projects/{ref}/setuplease", "acquireSetUpLease",
                "Lets one asker alone work on a project's set-up, for a minute", body: .named("SetUpLease"),
                answers: .json(200, project, "The project.")
                    .linked(
                        ["ref": "$response.body#/id"], body: ["holder": "$request.body#/holder"], to: "updateSetUp"),
                refusals: [
                    400: "`invalidPath`, `invalidHolder`, `projectHasNoForge`", 404: missing,
                    409: "`setUpInProgress`",
                ]),
            RouteDescription(
                .put, "projects/{ref}/setup", "updateSetUp", "Says how far a project is set up at its forge",
                body: .named("ProjectSetUpChange"), answers: .json(200, project, "The project."),
                refusals: [
                    400:
                        "`invalidPath`, `invalidHolder`, `invalidSetUp`, `invalidWait`, `projectHasNoForge`, `invalidDefaultBranch`",
                    404: missing, 409: "`setUpInProgress`, `secretRotationInProgress`",
                ]),
            RouteDescription(
                .get, "projectsetups", "listProjectSetUps", "The projects of remote sources in a state, by id",
                query: [ParameterDescription("state", .setUpState, "Which state.", isRequired: true)] + .paging,
                answers: .page(of: project, "A page.").continued(by: "listProjectSetUps"),
                refusals: [400: "`invalidState`"]),
            RouteDescription(
                .get, "projectsetups/due", "listDueProjectSetUps",
                "The projects that somebody has to look at, the longest waiting first",
                query: [.limit], answers: .json(200, .list(project, maxItems: PageRequest.maxLimit), "The first ones.")),
        ])

    private static let holder = Schema.line(1...ProjectSetUpRules.maxHolderBytes)
}

extension Schema {
    /// How far a project is set up.
    static var setUpState: Schema { .word("settingUp", "ready", "failed") }
}
