import HTTPTypes
import RemoteSources
import ServiceKit

extension GatewayDescription {
    private static let ref = ["ref": "$request.path.ref"]
    private static let missing = "`projectDoesNotExist`, `deliveryDoesNotExist`"
    private static let unavailable = [503: "`outboxUnavailable`", 504: "`timedOut`"]

    static let deliveries = DescribedPart(
        schemas: [
            "Delivery": .answer(fields, optional: ["kind"]),
            "DeliveryDetails": .answer(
                fields.merging([
                    "headers": Schema(["type": "object", "additionalProperties": ["type": "string"]])
                        .about("Names in lower case; what is secret is redacted."),
                    "body": .text().about("The first MiB."), "body_truncated": .flag,
                    "event": Schema(["type": "object"]).about("docs/drivers.md has its members."),
                    "sinks": .list(sink),
                ]) { _, last in last }, optional: ["kind", "event"]),
            "RefusedDeliveries": .answer([
                "count": .integer(0...Int.max),
                "last": .list(
                    .answer(["time": .time, "reason": .word("notGenuine", "otherRepository", "tooLarge")]),
                    maxItems: 10),
            ]),
            "DeliveryReceipt": .answer(["id": .id]),
        ],
        routes: [
            RouteDescription(
                .get, "projects/{ref}/deliveries", "listDeliveries", "A project's deliveries, the newest first",
                query: [.limit, .cursor, ParameterDescription("sortdirection", .word("desc"), "The only order.")]
                    + filter,
                answers: .page(of: .named("Delivery"), "A page; it may have fewer than `limit` and go on.")
                    .continued(by: "listDeliveries", ref),
                refusals: unavailable.merging([
                    400: "`invalidPath`, `invalidFilter`, `invalidSortDirection`", 403: "`forbidden`",
                    404: "`projectDoesNotExist`",
                ]) { _, last in last }),
            RouteDescription(
                .get, "projects/{ref}/deliveries/{id}", "getDelivery",
                "A delivery with its headers, body, event, and the attempts at each sink",
                answers: .json(200, .named("DeliveryDetails"), "The delivery."),
                refusals: unavailable.merging([400: "`invalidPath`", 403: "`forbidden`", 404: missing]) { _, last in
                    last
                }),
            RouteDescription(
                .post, "projects/{ref}/deliveries/{id}/redelivery", "redeliverDelivery",
                "Brings a delivery to one sink again, or to all that have wanted it",
                body: .request(["sink": .text(1...40).about("A sink's name.")]),
                answers: .empty("It waits for them again."),
                refusals: unavailable.merging([
                    400: "`invalidPath`", 403: "`forbidden`", 404: "\(missing), `sinkDoesNotExist`",
                    409: "`deliveryInProgress`, `nothingToDeliver`",
                    503: "`outboxFull`, `outboxUnavailable`",
                ]) { _, last in last }),
            RouteDescription(
                .get, "projects/{ref}/refuseddeliveries", "listRefusedDeliveries",
                "What was refused at a project's address since the gateway started, and why",
                answers: .json(200, .named("RefusedDeliveries"), "The count, and the last ten."),
                refusals: [400: "`invalidPath`", 403: "`forbidden`", 404: "`projectDoesNotExist`"]),
            webhook(
                "/webhooks/{projectid}", "receiveDelivery", "Takes a forge's delivery in", query: []),
            webhook(
                "/webhooks", "receiveDeliveryByQuery", "The same with the project's id in the query",
                query: [ParameterDescription("projectid", .text(0...64), "The project's id.")]),
        ])

    private static let fields: [String: Schema] = [
        "id": .id, "received_time": .time, "kind": kind, "verdict": verdict, "reason": .text(), "state": state,
        "forge_delivery_id": .text(), "remote_source_id": .text(), "recovered": .flag,
        "body_bytes": .integer(0...Int.max),
    ]

    private static let kind = Schema([
        "type": "string", "enum": .list(RemoteEvent.Kind.allCases.map { .text($0.rawValue) }),
    ])
    private static let verdict = Schema.word("accepted", "ignored", "unreadable")
    private static let state = Schema.word("waiting", "delivered", "parked", "kept")

    private static let sink = Schema.answer([
        "name": .text(), "state": state, "attempt_count": .integer(0...Int.max),
        "attempts": .list(
            .answer(
                [
                    "time": .time, "duration_milliseconds": .integer(0...Int.max), "status": .integer(100...999),
                    "error": .text(),
                ],
                optional: ["status", "error"])),
    ])

    private static let filter = [
        ParameterDescription("kind", kind, "What happened."),
        ParameterDescription("verdict", verdict, "What became of it when it came."),
        ParameterDescription("state", state, "Where it is."),
    ]

    private static func webhook(
        _ path: String, _ name: String, _ summary: String, query: [ParameterDescription]
    ) -> RouteDescription {
        RouteDescription(
            .post, path, name, summary, access: .open, query: query,
            answers: .json(202, .named("DeliveryReceipt"), "It is kept, and comes to the sinks."),
            .json(200, .named("DeliveryReceipt"), "It came before, or nobody wants what it says."),
            refusals: [
                400: "`unreadableDelivery`, `invalidBody`", 403: "`deliveryRefused`",
                413: "`bodyTooLarge`",
                503: "`outboxFull`, `outboxUnavailable`, `tooManyDeliveries`, `driverMissing`", 504: "`timedOut`",
            ])
    }
}
