import RunServiceClient

// Bodies of runs, with the names that the API's clients know.

struct RunBody: Encodable {
    let id: String
    let counter: Int
    let name: String
    let group: String
    let annotations: [String: String]
    let phase: String
    let result: String
    /// Ids.
    let tasks_waiting_approval: [String]
    let enqueue_time: String?
    let start_time: String?
    let end_time: String?

    init(_ run: Run) {
        id = run.id
        counter = run.counter
        name = run.name
        group = run.group
        annotations = run.annotations
        phase = run.phase.rawValue
        result = run.result.rawValue
        tasks_waiting_approval = run.tasks.filter(\.value.waitingApproval).keys.sorted()
        enqueue_time = run.enqueueTime
        start_time = run.startTime
        end_time = run.endTime
    }
}

struct RunDetailsBody: Encodable {
    let run: RunBody
    let setup_errors: [String]
    let stopping: Bool
    let tasks: [String: RunTaskBody]
    let can_restart_from_scratch: Bool
    let can_restart_from_failed_tasks: Bool

    private enum CodingKeys: CodingKey {
        case setup_errors, stopping, tasks, can_restart_from_scratch, can_restart_from_failed_tasks
    }

    init(_ details: RunDetails) {
        run = RunBody(details.run)
        setup_errors = details.runConfig?.setupErrors ?? []
        stopping = details.run.stop
        tasks = details.run.tasks.mapValues { RunTaskBody($0, details.runConfig?.tasks[$0.id]) }
        can_restart_from_scratch = details.run.canRestartFromScratch
        can_restart_from_failed_tasks = details.canRestartFromFailedTasks
    }

    /// One object, with the fields of the run too.
    func encode(to encoder: any Encoder) throws {
        try run.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(setup_errors, forKey: .setup_errors)
        try fields.encode(stopping, forKey: .stopping)
        try fields.encode(tasks, forKey: .tasks)
        try fields.encode(can_restart_from_scratch, forKey: .can_restart_from_scratch)
        try fields.encode(can_restart_from_failed_tasks, forKey: .can_restart_from_failed_tasks)
    }
}

struct RunTaskBody: Encodable {
    struct Depend: Encodable {
        let task_id: String
        let conditions: [String]
    }

    let id: String
    let name: String
    let status: String
    let level: Int
    let depends: [String: Depend]
    let waiting_approval: Bool
    let approved: Bool
    /// Ids of users.
    let approvers: [String]
    let start_time: String?
    let end_time: String?

    init(_ task: RunTask, _ config: RunConfigTask?) {
        id = task.id
        name = config?.name ?? ""
        status = task.status.rawValue
        level = config?.level ?? 0
        depends =
            config?.depends.mapValues { Depend(task_id: $0.taskID, conditions: $0.conditions ?? ["on_success"]) } ?? [:]
        waiting_approval = task.waitingApproval
        approved = task.approved
        approvers = task.approvers
        start_time = task.startTime
        end_time = task.endTime
    }
}

struct RunTaskDetailsBody: Encodable {
    struct Step: Encodable {
        let phase: String
        let name: String
        let command: String
        let start_time: String?
        let end_time: String?

        init(_ step: RunTaskStep, _ config: RunConfigStep? = nil, name: String = "") {
            phase = step.phase.rawValue
            self.name = config?.name ?? config?.type ?? name
            command = config?.command ?? ""
            start_time = step.startTime
            end_time = step.endTime
        }
    }

    let task: RunTaskBody
    let setup_step: Step
    let steps: [Step]

    private enum CodingKeys: CodingKey {
        case setup_step, steps
    }

    init(_ task: RunTask, _ config: RunConfigTask?) {
        self.task = RunTaskBody(task, config)
        setup_step = Step(task.setupStep, name: "setup")
        let configured = config?.steps ?? []
        steps = task.steps.enumerated().map { index, step in
            Step(step, configured.indices.contains(index) ? configured[index] : nil)
        }
    }

    /// One object, with the fields of the task too.
    func encode(to encoder: any Encoder) throws {
        try task.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(setup_step, forKey: .setup_step)
        try fields.encode(steps, forKey: .steps)
    }
}

struct RunEventBody: Encodable {
    let sequence: String
    let run_id: String
    let phase: String
    let result: String

    init(_ event: RunEvent) {
        sequence = event.sequence
        run_id = event.runID
        phase = event.phase.rawValue
        result = event.result.rawValue
    }
}

struct RunActionBody: Decodable {
    /// `restart`, `cancel` or `stop`.
    let action_type: String
    let from_start: Bool?
}

struct RunTaskActionBody: Decodable {
    /// `approve`.
    let action_type: String
}

struct CreateRunBody: Decodable {
    let branch: String?
    let tag: String?
    let ref: String?
    let commit_sha: String?
}
