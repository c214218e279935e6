import HTTPTypes
import ServiceKit

extension GatewayDescription {
    private static let missing = "`projectDoesNotExist`, `statusesMissing`"
    private static let state = Schema.word("pending", "running", "success", "failure", "error", "cancelled")

    static let commitStatuses = DescribedPart(
        schemas: [
            "CommitStatus": .answer(
                [
                    "id": .id, "sha": .commitSHA, "state": state, "context": .text(), "description": .text(),
                    "target_url": .text(), "ref": .text(),
                    "outcome": .word("waiting", "sent", "failed", "replaced"), "attempts": .integer(0...Int.max),
                    "error": .text(), "creation_time": .time, "next_attempt_time": .time, "finish_time": .time,
                ], optional: ["next_attempt_time", "finish_time"]),
            "NewCommitStatus": .request(
                [
                    "sha": .commitSHA, "state": state,
                    "context": .line(1...CommitStatusRequest.maxContextBytes).about("Which check this is about."),
                    "description": .line(0...CommitStatusRequest.maxDescriptionBytes).about("One line."),
                    "target_url": .text(
                        0...CommitStatusRequest.maxURLBytes, pattern: "^(https?://[a-z0-9.-]+(/[A-Za-z0-9._~/-]*)?)?$"),
                    "ref": .line(0...CommitStatusRequest.maxRefBytes).about("The branch or tag."),
                ], required: ["sha", "state", "context"]),
        ],
        routes: [
            RouteDescription(
                .get, "projects/{ref}/statuses", "listCommitStatuses",
                "What waits for the project's forge, was sent or failed, the newest first", query: .paging,
                answers: .page(of: .named("CommitStatus"), "A page.")
                    .continued(by: "listCommitStatuses", ["ref": "$request.path.ref"]),
                refusals: [400: "`invalidPath`", 403: "`forbidden`", 404: missing]),
            RouteDescription(
                .post, "projects/{ref}/statuses", "createCommitStatus",
                "Reports a state for a commit to the project's forge", body: .named("NewCommitStatus"),
                answers: .json(202, .named("CommitStatus"), "It is kept, and on its way."),
                refusals: [
                    400: "`invalidPath`, `invalidCommitStatus`, `notSupported`", 403: "`forbidden`", 404: missing,
                    503: "`tooManyStatuses`",
                ]),
        ])
}
