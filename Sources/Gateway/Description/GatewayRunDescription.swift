import HTTPTypes
import RunServiceClient
import ServiceKit

extension GatewayDescription {
    private static let missing = "`projectDoesNotExist`, `runServiceMissing`"
    private static let missingRun = "\(missing), `runDoesNotExist`"
    private static let missingTask = "\(missingRun), `runTaskDoesNotExist`"
    private static let details = Schema.named("RunDetails")
    private static let atService: [Int: String] = [
        502: "`runServiceRefused`, `runServiceBadAnswer`, `runServiceAnswerTooLarge`", 503: "`runServiceUnavailable`",
        504: "`runServiceTimedOut`",
    ]

    static let runs = DescribedPart(
        schemas: [
            "Run": .answer(run, optional: times),
            "RunDetails": .answer(
                run.merging([
                    "setup_errors": .list(.text()), "stopping": .flag,
                    "tasks": Schema(["type": "object", "additionalProperties": Schema.named("RunTask").value]),
                    "can_restart_from_scratch": .flag, "can_restart_from_failed_tasks": .flag,
                ]) { _, last in last }, optional: times),
            "RunTask": .answer(task, optional: times),
            "RunTaskDetails": .answer(
                task.merging(["setup_step": step, "steps": .list(step)]) { _, last in last }, optional: times),
            "NewRun": .request([
                "branch": .line(1...200), "tag": .line(1...200), "ref": .line(1...255), "commit_sha": .commitSHA,
            ]).about("One of `branch`, `tag` and `ref`."),
            "RunAction": .request(
                ["action_type": .word("restart", "cancel", "stop"), "from_start": .flag], required: ["action_type"]),
            "RunTaskAction": .request(["action_type": .word("approve")], required: ["action_type"]),
        ],
        routes: [
            RouteDescription(
                .get, "projects/{ref}/runs", "listRuns", "A project's runs, the newest first", access: .anybody,
                query: .paging + filters,
                answers: .page(of: .named("Run"), "A page; it has at most \(RunFilter.maxLimit) runs.")
                    .continued(by: "listRuns", ["ref": "$request.path.ref"]),
                refusals: refusals([400: "`invalidPath`, `invalidRunGroup`", 404: missing])),
            RouteDescription(
                .post, "projects/{ref}/createrun", "createRun", "Makes a run of a branch, a tag or a ref",
                body: .named("NewRun"), answers: .json(201, details, "The new one."),
                refusals: refusals([
                    400: "`invalidPath`, `invalidRunRef`, `invalidCommitSHA`, `notSupported`", 403: "`forbidden`",
                    404: "\(missing), `notFoundAtForge`", 409: "`linkedAccountNeedsLogin`, `linkedAccountDoesNotExist`",
                    502: forge, 503: "`forgeRateLimited`, `driverMissing`", 504: "`forgeTimedOut`",
                ])),
            RouteDescription(
                .get, "projects/{ref}/runs/{runid}", "getRun", "One run", access: .anybody,
                answers: .json(200, details, "The run."),
                refusals: refusals([400: "`invalidPath`", 404: missingRun])),
            RouteDescription(
                .get, "projects/{ref}/runs/{runid}/tasks/{taskid}", "getRunTask", "A task of a run, with its steps",
                access: .anybody, answers: .json(200, .named("RunTaskDetails"), "The task."),
                refusals: refusals([400: "`invalidPath`", 404: missingTask])),
            RouteDescription(
                .put, "projects/{ref}/runs/{runid}/actions", "actOnRun", "Restarts, cancels or stops a run",
                body: .named("RunAction"),
                answers: .json(200, details, "The new run when one is restarted, otherwise the run as it is then."),
                refusals: refusals([
                    400: "`invalidPath`, `invalidRunAction`", 403: "`forbidden`", 404: missingRun,
                    409: "`runCannotBeRestarted`",
                ])),
            RouteDescription(
                .put, "projects/{ref}/runs/{runid}/tasks/{taskid}/actions", "actOnRunTask",
                "Approves a task that waits for it; for users", body: .named("RunTaskAction"),
                answers: .empty("It is noted."),
                refusals: refusals([
                    400: "`invalidPath`, `invalidRunAction`", 403: "`forbidden`, `noUser`", 404: missingTask,
                    409: "`runTaskNotWaitingApproval`, `runTaskAlreadyApproved`",
                ])),
            RouteDescription(
                .get, "projects/{ref}/runs/{runid}/tasks/{taskid}/logs", "getRunLog",
                "What a step has printed, as it comes", access: .anybody,
                query: [
                    .presence("setup", "What comes before the first step."),
                    ParameterDescription("step", .integer(0...9999), "The step's number; without `setup`."),
                    .presence("follow", "Goes on with what is printed from now on, until the step ends."),
                ],
                answers: .text(200, "The log."),
                refusals: refusals([
                    400: "`invalidPath`, `invalidRunTaskStepNumber`", 404: missingTask, 503: "`tooManyStreams`",
                ])),
            RouteDescription(
                .get, "projects/{ref}/runevents", "getRunEvents", "What happens to a project's runs, as it happens",
                access: .anybody,
                query: [
                    ParameterDescription(
                        "startruneventid", sequence, "After which event; from now on when it is left out.")
                ],
                headers: [
                    ParameterDescription("Last-Event-ID", sequence, "The same, as browsers come back with it.")
                ],
                answers: .events(
                    200,
                    "An event for each: its id is the `sequence`, its data an object with `sequence`, `run_id`, "
                        + "`phase` and `result`."),
                refusals: refusals([
                    400: "`invalidPath`, `invalidRunEvent`", 404: missing, 503: "`tooManyStreams`",
                ])),
        ])

    private static let times: Set = ["enqueue_time", "start_time", "end_time"]

    private static let run: [String: Schema] = [
        "id": .text(), "counter": .integer(0...Int.max), "name": .text(), "group": .text(),
        "annotations": Schema(["type": "object", "additionalProperties": Schema.text().value]),
        "phase": .text().about("`setuperror`, `queued`, `cancelled`, `running`, `finished`."),
        "result": .text().about("`unknown`, `stopped`, `success`, `failed`."),
        "tasks_waiting_approval": .list(.text()), "enqueue_time": .text(), "start_time": .text(), "end_time": .text(),
    ]

    private static let task: [String: Schema] = [
        "id": .text(), "name": .text(), "status": .text(), "level": .integer(0...Int.max),
        "depends": Schema([
            "type": "object",
            "additionalProperties": Schema.answer(["task_id": .text(), "conditions": .list(.text())]).value,
        ]),
        "waiting_approval": .flag, "approved": .flag, "approvers": .list(.text()), "start_time": .text(),
        "end_time": .text(),
    ]

    private static let step = Schema.answer(
        [
            "phase": .text(), "name": .text(), "command": .text(), "start_time": .text(), "end_time": .text(),
        ], optional: times)

    private static let sequence = Schema.text(1...255, pattern: "^[!-~]+$")

    private static let filters = [
        ParameterDescription("group", .line(0...1024), "What the runs are of: `branch/main`, `tag/v1` or `pr/12`."),
        ParameterDescription("phase", .line(0...64), "Such as `running`."),
        ParameterDescription("result", .line(0...64), "Such as `failed`."),
        ParameterDescription("lastrun", .flag, "Only the last run."),
    ]

    private static func refusals(_ more: [Int: String]) -> [Int: String] {
        atService.merging(more) { "\($0), \($1)" }
    }
}

extension Schema {
    /// A full commit id.
    static var commitSHA: Schema { .text(40...64, pattern: "^([0-9a-f]{40}|[0-9a-f]{64})$") }
}
