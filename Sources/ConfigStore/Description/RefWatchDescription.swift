import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    private static let missing =
        "`projectDoesNotExist`, `projectGroupDoesNotExist`, `organizationDoesNotExist`, `userDoesNotExist`"
    private static let holder = Schema.line(1...ProjectSetUpRules.maxHolderBytes)
    private static let changes = Schema.list(.named("RefChange"), maxItems: RefWatchRules.maxRefs)
    private static let sha = Schema.text(pattern: RefWatchRules.shaPattern)
        .about("A commit's id; empty for none, `?` for one that nobody has said.")

    private static let deliveryID = Schema.text(0...RefWatchRules.maxDeliveryIDBytes, pattern: "^[ -~]*$")

    private static let refs = Schema([
        "type": "object", "maxProperties": .number(RefWatchRules.maxRefs),
        "propertyNames": [
            "type": "string", "maxLength": .number(RefWatchRules.maxRefLength),
            "pattern": .text(RefWatchRules.refPattern),
        ], "additionalProperties": sha.value,
    ])

    static let refWatches = DescribedPart(
        schemas: [
            "RefWatch": .answer(
                [
                    "project_id": .id, "refs": Schema(["type": "object", "additionalProperties": ["type": "string"]]),
                    "generation": .revision, "attempts": .revision, "message": .text(), "seen_time": .time,
                    "look_time": .time, "deliveries": .named("SeenDeliveries"),
                ], optional: ["refs", "seen_time", "deliveries"]),
            "SeenDeliveries": .request(
                [
                    "mark": deliveryID.about("Where the next look may stop."), "mark_time": .sentTime,
                    "newest": deliveryID, "newest_time": .sentTime,
                    "handled": .list(deliveryID, maxItems: RefWatchRules.maxDeliveries),
                ], required: ["mark", "mark_time", "newest", "newest_time", "handled"]),
            "RefChange": .request(
                [
                    "ref": .text(1...RefWatchRules.maxRefLength, pattern: RefWatchRules.refPattern), "before": sha,
                    "after": sha,
                ], required: ["ref", "before", "after"]),
            "RefLease": .request(["holder": holder], required: ["holder"]),
            "RefWatchChange": .request(
                [
                    "holder": holder, "refs": refs, "changes": changes, "deliveries": .named("SeenDeliveries"),
                    "forgets": .flag, "failed": .flag,
                    "message": .text(0...100_000),
                    "look_after_seconds": .integer(0...ProjectSetUpRules.maxWaitSeconds),
                ], required: ["holder", "look_after_seconds"]),
            "RefChanges": .request(["changes": changes], required: ["changes"]),
        ],
        routes: [
            RouteDescription(
                .get, "refwatches/due", "listDueRefWatches",
                "The projects whose repositories somebody has to look at, the longest waiting first",
                query: [.limit],
                answers: .json(200, .list(.named("Project"), maxItems: PageRequest.maxLimit), "The first ones.")),
            RouteDescription(
                .put, "projects/{ref}/refwatch/lease", "acquireRefLease",
                "Lets one asker alone look at a project's branches and tags, for a minute", body: .named("RefLease"),
                answers: .json(200, .named("RefWatch"), "What is known of them.")
                    .linked(
                        ["ref": "$response.body#/project_id"], body: ["holder": "$request.body#/holder"],
                        to: "updateRefWatch"
                    ),
                refusals: [400: "`invalidPath`, `invalidHolder`", 404: missing, 409: "`refLookInProgress`"]),
            RouteDescription(
                .put, "projects/{ref}/refwatch", "updateRefWatch", "Says what a look found, and ends the lease",
                body: .named("RefWatchChange"), answers: .empty("It is written down."),
                refusals: [
                    400: "`invalidPath`, `invalidHolder`, `invalidRefs`, `invalidDeliveries`, `invalidWait`",
                    404: missing,
                    409: "`refLookInProgress`",
                ]),
            RouteDescription(
                .put, "projects/{ref}/refwatch/refs", "mergeRefs",
                "Says what deliveries have said of branches and tags", body: .named("RefChanges"),
                answers: .empty("It is written down, where the change fits."),
                refusals: [400: "`invalidPath`, `invalidRefs`", 404: missing]),
        ])
}
