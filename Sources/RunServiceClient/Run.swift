/// A run: some tasks, and how far each has come. Times are RFC 3339, as the run service wrote them.
public struct Run: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    /// Counts the runs of its project.
    public var counter: Int
    /// What it belongs to: a path of pairs, such as `/project/<id>/branch/main`.
    public var group: String
    public var annotations: [String: String]
    public var phase: RunPhase
    public var result: RunResult
    /// Whether it is being stopped.
    public var stop: Bool
    /// By id.
    public var tasks: [String: RunTask]
    public var enqueueTime: String?
    public var startTime: String?
    public var endTime: String?
    public var archived: Bool

    enum CodingKeys: String, CodingKey {
        case id, name, counter, group, annotations, phase, result, stop, tasks, archived
        case enqueueTime = "enqueue_time"
        case startTime = "start_time"
        case endTime = "end_time"
    }

    /// Creates a run of which nothing has been done.
    public init(
        id: String, name: String, counter: Int, group: String, annotations: [String: String] = [:],
        phase: RunPhase = .queued, result: RunResult = .unknown, tasks: [String: RunTask] = [:]
    ) {
        self.id = id
        self.name = name
        self.counter = counter
        self.group = group
        self.annotations = annotations
        self.phase = phase
        self.result = result
        self.tasks = tasks
        stop = false
        archived = false
    }

    /// What is empty may be left out.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(String.self, forKey: .id)
        name = try fields.value(.name, or: "")
        counter = try fields.value(.counter, or: 0)
        group = try fields.value(.group, or: "")
        annotations = try fields.value(.annotations, or: [:])
        phase = try fields.decode(RunPhase.self, forKey: .phase)
        result = try fields.value(.result, or: .unknown)
        stop = try fields.value(.stop, or: false)
        tasks = try fields.value(.tasks, or: [:])
        enqueueTime = try fields.decodeIfPresent(String.self, forKey: .enqueueTime)
        startTime = try fields.decodeIfPresent(String.self, forKey: .startTime)
        endTime = try fields.decodeIfPresent(String.self, forKey: .endTime)
        archived = try fields.value(.archived, or: false)
    }
}
