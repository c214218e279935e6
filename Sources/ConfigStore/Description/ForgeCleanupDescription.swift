import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    private static let cleanup = Schema.named("ForgeCleanup")

    static let forgeCleanups = DescribedPart(
        schemas: [
            "ForgeCleanup": .answer([
                "id": .id, "project_id": .id, "project_path": .text(), "remote_source_id": .id,
                "linked_account_id": .text(), "linked_account_user_id": .text(), "connection_id": .text(),
                "connection_organization_id": .text(), "repository_id": .text(),
                "repository_path": .text(), "deploy_key_id": .text(), "webhook_id": .text(), "webhook_url": .text(),
                "deploy_public_keys": .list(.text()), "is_abandoned": .flag, "attempts": .revision,
                "message": .text(), "look_time": .time, "creation_time": .time, "revision": .revision,
            ]),
            "ForgeCleanupChange": .request(
                [
                    "if_revision": .integer(Int.min...Int.max).about(
                        "Refuses the change unless this is the stored one."),
                    "message": .text(0...100_000), "attempts": .integer(Int.min...Int.max), "is_abandoned": .flag,
                    "look_after_seconds": .integer(0...ProjectSetUpRules.maxWaitSeconds),
                ], required: ["if_revision", "look_after_seconds"]),
        ],
        routes: [
            RouteDescription(
                .get, "forgecleanups", "listForgeCleanups", "What projects that are gone left at their forges, by id",
                query: .paging,
                answers: .page(of: cleanup, "A page.").continued(by: "listForgeCleanups")
                    .linked(["id": "$response.body#/0/id"], to: "deleteForgeCleanup")
                    .linked(
                        ["id": "$response.body#/0/id"], body: ["if_revision": "$response.body#/0/revision"],
                        to: "updateForgeCleanup")),
            RouteDescription(
                .get, "forgecleanups/due", "listDueForgeCleanups", "What is to be tried, the longest waiting first",
                query: [.limit], answers: .json(200, .list(cleanup, maxItems: PageRequest.maxLimit), "The first ones.")),
            RouteDescription(
                .put, "forgecleanups/{id}", "updateForgeCleanup", "Says what came of a try",
                body: .named("ForgeCleanupChange"), answers: .json(200, cleanup, "The changed one."),
                refusals: [400: "`invalidWait`", 404: "`forgeCleanupDoesNotExist`"]),
            RouteDescription(
                .delete, "forgecleanups/{id}", "deleteForgeCleanup", "Says that it is done, or that nobody is to do it",
                query: [ParameterDescription("dismiss", .flag, "It is dismissed, which the audit log keeps.")],
                answers: .empty("It is gone."), refusals: [404: "`forgeCleanupDoesNotExist`"]),
        ])
}

extension Schema {
    /// A cleanup, of which something says that it is there.
    static var cleanupReference: Schema {
        .text(36...36, pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    }
}
