import CurlTransport
import HTTPTransport
import RunServiceClient
import RunServing
import ServiceTesting
import Testing

@Suite("The run service's client", .serviceLogs)
struct RunServiceClientTests {
    static let group = "/project/p1/branch/main"

    static func with(
        token: String? = ScriptedRunService.token, _ body: (RunServiceClient, RunServiceState) async throws -> Void
    ) async throws {
        try await ServiceGate.pass {
            let service = ScriptedRunService()
            try await service.listening { url in
                let transport = CurlTransport(
                    configuration: .init(outboundAllow: [try AddressRange("127.0.0.0/8")]))
                try await body(
                    RunServiceClient(baseURL: url + "/", token: token, transport: transport), service.state)
            }
        }
    }

    static func refusal<Answer>(
        _ call: () async throws(RunServiceClientError) -> Answer
    ) async throws -> RunServiceClientError {
        do throws(RunServiceClientError) {
            _ = try await call()
        } catch {
            return error
        }
        throw RunServiceClientError(status: 200, code: "noRefusal", message: "a refusal was expected")
    }

    @Test("makes a run with everything that it has, and reads it again")
    func create() async throws {
        try await Self.with { client, state in
            var request = RunCreateRequest(name: "build", group: Self.group)
            request.staticEnvironment = ["CI": "true"]
            request.environment = ["TOKEN": "t"]
            request.annotations = ["commit_sha": "abc"]
            var task = RunConfigTask(
                id: "t1", name: "test", runtime: RunRuntime(containers: [.init(image: "busybox")]),
                steps: [RunConfigStep(run: "make")])
            task.depends = ["t0": RunConfigTaskDepend(taskID: "t0", conditions: ["on_success"])]
            request.runConfigTasks = ["t1": task]
            let made = try await client.createRun(request)
            #expect(state.requests == [request])
            let read = try await client.run(made.run.id, changeGroups: ["g"])
            #expect(read.run == made.run)
            #expect(read.runConfig?.tasks == request.runConfigTasks)
            #expect(read.changeGroupsUpdateTokens != nil)
            #expect(state.calls.contains("GET /api/v1alpha/runs/\(made.run.id)?changegroup=g"))
        }
    }

    @Test("lists a group's runs, page by page and in both orders, and finds its last one")
    func list() async throws {
        try await Self.with { client, state in
            for number in 1...5 { state.add("run\(number)", group: Self.group) }
            state.add("other", group: "/project/p2/branch/main")
            let first = try await client.runs(RunFilter(groups: ["/project/p1"], limit: 3)).runs
            #expect(first.map(\.name) == ["run5", "run4", "run3"])
            let rest = try await client.runs(RunFilter(groups: ["/project/p1"], start: first.last?.id)).runs
            #expect(rest.map(\.name) == ["run2", "run1"])
            let oldest = try await client.runs(RunFilter(groups: [Self.group], limit: 1, ascending: true)).runs
            #expect(oldest.map(\.name) == ["run1"])
            #expect(try await client.lastRun(of: Self.group)?.name == "run5")
            #expect(try await client.lastRun(of: "/project/none") == nil)
            #expect(try await client.runs(RunFilter(phases: [.running])).runs.isEmpty)
        }
    }

    @Test("cancels, stops and restarts runs, annotates and approves tasks")
    func act() async throws {
        try await Self.with { client, state in
            let run = state.add("build", group: Self.group)
            let tokens = try await client.run(run.id, changeGroups: ["g"]).changeGroupsUpdateTokens
            try await client.act(
                onTask: "build", of: run.id, .setAnnotations(["approvers": #"["u1"]"#], tokens: tokens))
            #expect(state.runs[0].tasks["build"]?.annotations["approvers"] == #"["u1"]"#)
            let late = try await Self.refusal { () throws(RunServiceClientError) in
                try await client.act(onTask: "build", of: run.id, .setAnnotations([:], tokens: tokens))
            }
            #expect(late.status == 409)
            try await client.act(onTask: "build", of: run.id, .approve())
            #expect(state.runs[0].tasks["build"]?.approved == true)
            try await client.act(on: run.id, .stop)
            #expect(state.runs[0].stop)
            try await client.act(on: run.id, .cancel)
            #expect(state.runs[0].phase == .cancelled)
            let again = try await client.createRun(RunCreateRequest(again: run.id, fromStart: true))
            #expect(again.run.group == Self.group)
        }
    }

    @Test("keeps status, code and message of a refusal, in every form that run services have")
    func refusals() async throws {
        try await Self.with { client, state in
            state.refuse(
                .init(404, #"{"message":"run \"x\" doesn't exist"}"#), .init(400, #"[{"code":"invalidRunGroup"}]"#),
                .init(409, #"{"code":"changed","message":"changed meanwhile"}"#), .init(500, "oops"),
                .init(200, "[]"))
            var summaries: [String] = []
            for _ in 0..<5 {
                summaries.append(
                    try await Self.refusal { () throws(RunServiceClientError) in try await client.run("x") }.description
                )
            }
            #expect(
                summaries == [
                    #"404 runServiceRefused: run "x" doesn't exist"#,
                    "400 invalidRunGroup: the run service answered 400", "409 changed: changed meanwhile",
                    "500 runServiceRefused: the run service answered 500",
                    "502 runServiceBadAnswer: the run service's answer can't be read",
                ])
        }
    }

    @Test("sends its token, and says when nothing answers")
    func tokens() async throws {
        try await Self.with(token: "wrong") { client, _ in
            let error = try await Self.refusal { () throws(RunServiceClientError) in try await client.runs() }
            #expect(error.status == 401)
        }
        let nobody = RunServiceClient(
            baseURL: "http://127.0.0.1:1", transport: CurlTransport(configuration: .init(outboundAllow: [])))
        let error = try await Self.refusal { () throws(RunServiceClientError) in try await nobody.runs() }
        #expect(error.status == 503 && error.code == "runServiceUnavailable")
    }

    @Test("paths can't be left through a reference", arguments: ["", ".", ".."])
    func references(_ id: String) async throws {
        try await Self.with { client, state in
            let error = try await Self.refusal { () throws(RunServiceClientError) in try await client.run(id) }
            #expect(error.code == "invalidRef")
            #expect(state.calls.isEmpty)
        }
    }
}
