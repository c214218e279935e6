import HTTPTypes
import ServiceKit

extension GatewayDescription {
    private static let missing = "`projectDoesNotExist`"
    private static let project = Schema.named("Project")
    private static let state = Schema.word("settingUp", "ready", "failed")

    static let projectSetUps = DescribedPart(
        schemas: [
            "ProjectSetUp": .answer(
                [
                    "state": state, "message": .text(), "deploy_key_id": .text(), "webhook_id": .text(),
                    "webhook_url": .text(), "deploy_public_key": .text(), "is_rotating": .flag,
                    "previous_secrets_end": .time, "check_time": .time,
                ], optional: ["previous_secrets_end", "check_time"]),
            "Doctor": .answer([
                "project_id": .id, "project_path": .text(), "state": state, "findings": .list(.named("Finding")),
            ]),
            "Finding": .answer([
                "code": .text(), "severity": .word("error", "warning"), "message": .text(), "action": .text(),
            ]),
            "CatchUp": .answer([
                "recovered": .list(
                    .answer([
                        "kind": .text(), "ref": .text(), "before": .text(),
                        "after": .text(), "id": .id,
                    ]),
                    maxItems: SeenRefs.maxChanges + MissedDeliveries.maxTaken
                ), "message": .text(), "has_more": .flag.about("There were more changes: ask again."),
            ]),
            "ForgeCleanup": .answer([
                "id": .id, "project_id": .id, "project_path": .text(), "remote_source_id": .id,
                "linked_account_id": .text(), "connection_id": .text(), "repository_id": .text(),
                "repository_path": .text(),
                "deploy_key_id": .text(), "webhook_id": .text(), "webhook_url": .text(), "is_abandoned": .flag,
                "attempts": .revision, "message": .text(), "look_time": .time, "creation_time": .time,
            ]),
        ],
        routes: [
            RouteDescription(
                .put, "projects/{ref}/reconfig", "reconfigProject",
                "Makes a project's deploy key and webhook at its forge what they are meant to be",
                answers: .empty("They are."), refusals: refusals),
            RouteDescription(
                .get, "projects/{ref}/doctor", "examineProject",
                "What is not as it is meant to be with a project at its forge; nothing is changed",
                answers: .json(200, .named("Doctor"), "What was found."),
                refusals: [400: "`invalidPath`", 403: "`forbidden`", 404: missing]),
            RouteDescription(
                .put, "projects/{ref}/rotatesecrets", "rotateProjectSecrets",
                "Makes a new webhook secret and a new deploy key; the old ones go on working for an hour",
                answers: .json(200, project, "The project."),
                refusals: refusals.merging([409: conflicts + ", `secretRotationInProgress`"]) { _, last in last }),
            RouteDescription(
                .put, "projects/{ref}/updaterepolinkedaccount", "updateProjectLinkedAccount",
                "Lets a project use the caller's own linked account of its remote source",
                answers: .json(200, project, "The changed one."),
                refusals: refusals.merging([
                    400: "`invalidPath`, `projectHasNoForge`, `linkedAccountDoesNotExist`, `invalidLinkedAccount`",
                    403: "`forbidden`, `noUser`, `forgeForbidden`",
                ]) { _, last in last }),
            RouteDescription(
                .post, "projects/{ref}/refreshremoterepo", "refreshRemoteRepository",
                "Reads path and default branch of a project's repository again",
                answers: .json(200, project, "The project."), refusals: refusals),
            RouteDescription(
                .post, "projects/{ref}/catchup", "catchUpProject",
                "Takes up what a project's forge lists as not delivered, and compares branches and tags with those that were seen last",
                answers: .json(200, .named("CatchUp"), "What was found; nothing at the first look."),
                refusals: refusals.merging([
                    400: "`invalidPath`, `notSupported`, `repositoryCredentialsRefused`",
                    409: "`refLookInProgress`, `linkedAccountNeedsLogin`, `movedAtForge`, `repositoryNotReadable`",
                    503: "`forgeRateLimited`, `driverMissing`, `outboxFull`, `outboxUnavailable`",
                ]) { _, last in last }),
            RouteDescription(
                .get, "projectsetups", "listProjectSetUps", "The projects of remote sources in a state, by id",
                query: [ParameterDescription("state", state, "Which state; `failed` when it is left out.")] + .paging,
                answers: .page(of: project, "A page.").continued(by: "listProjectSetUps"),
                refusals: [400: "`invalidState`", 403: "`forbidden`"]),
            RouteDescription(
                .get, "forgecleanups", "listForgeCleanups",
                "What projects that are gone left at their forges and is still to be removed, by id", query: .paging,
                answers: .page(of: .named("ForgeCleanup"), "A page.").continued(by: "listForgeCleanups"),
                refusals: [403: "`forbidden`"]),
            RouteDescription(
                .delete, "forgecleanups/{id}", "dismissForgeCleanup",
                "Takes a cleanup off the list: whatever is left at the forge stays there",
                answers: .empty("It is gone."), refusals: [403: "`forbidden`", 404: "`forgeCleanupDoesNotExist`"]),
        ])

    private static let conflicts =
        "`setUpInProgress`, `linkedAccountNeedsLogin`, `connectionNeedsToken`, `conflictAtForge`, `movedAtForge`"
    private static let refusals = [
        400: "`invalidPath`, `projectHasNoForge`, `notSupported`", 403: "`forbidden`, `forgeForbidden`",
        404: "\(missing), `notFoundAtForge`, `linkedAccountDoesNotExist`", 409: conflicts,
        502: forge, 503: "`forgeRateLimited`, `driverMissing`", 504: "`forgeTimedOut`",
    ]
}
