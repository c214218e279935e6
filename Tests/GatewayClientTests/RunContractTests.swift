import ForgeSimulator
import GatewayClient
import RunServiceClient
import RunServing
import ServiceTesting
import Testing

@Suite("The gateway's client: runs", .serviceLogs)
struct RunContractTests {
    private typealias Client = GatewayClient

    private static func with(
        _ body: (ContractFixture, RunServiceState, GatewayClient, Project) async throws -> Void
    ) async throws {
        let service = ScriptedRunService()
        try await ContractFixture.with(runs: service) { fixture in
            let (alice, project) = try await fixture.aliceWithProject()
            try await body(fixture, service.state, alice, project)
        }
    }

    @Test("lists a project's runs page by page, and no other's")
    func list() async throws {
        try await Self.with { fixture, service, alice, project in
            for number in 0..<45 {
                service.add("run-\(number)", group: "/project/\(project.id)/branch/main")
                service.add("other", group: "/project/\(project.id)0/branch/main")
            }
            service.add("tagged", group: "/project/\(project.id)/tag/v1", phase: .running)
            let all = try await alice.allRuns(of: project.path).all
            #expect(all.map(\.name) == ["tagged"] + (0..<45).reversed().map { "run-\($0)" })
            let first = try await fixture.anonymous.runs(of: project.id, limit: 2)
            #expect(first.items.map(\.name) == ["tagged", "run-44"] && first.nextCursor != nil)
            let second = try await fixture.anonymous.runs(of: project.id, limit: 2, cursor: first.nextCursor)
            #expect(second.items.map(\.name) == ["run-43", "run-42"])
            #expect(try await alice.allRuns(of: project.id, .init(group: "tag/v1")).all.map(\.name) == ["tagged"])
            #expect(try await alice.allRuns(of: project.id, .init(phase: "running")).all.map(\.name) == ["tagged"])
            let last = try await alice.runs(of: project.id, .init(group: "branch/main", lastRun: true), limit: 1)
            #expect(last.items.map(\.name) == ["run-44"])
            let other = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.runs(of: project.id, .init(phase: "running"), cursor: first.nextCursor)
            }
            #expect(other.summary == "400 invalidCursor")
        }
    }

    @Test("shows a run, its tasks and their steps")
    func show() async throws {
        try await Self.with { _, service, alice, project in
            let made = service.add("build", group: "/project/\(project.id)/branch/main")
            let run = try await alice.run(made.id, of: project.path)
            #expect(run.run.name == "build" && run.run.phase == "queued" && run.run.result == "unknown")
            #expect(run.run.enqueueTime == "2027-01-15T08:00:00.123456789Z" && run.run.startTime == nil)
            #expect(run.tasks["build"]?.name == "build" && !run.canRestartFromScratch)
            let task = try await alice.runTask("build", of: made.id, in: project.path)
            #expect(task.task.status == "notstarted" && task.steps.map(\.command) == ["make"])
            #expect(task.setupStep.name == "setup")
            let none = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.runTask("test", of: made.id, in: project.path)
            }
            #expect(none.summary == "404 runTaskDoesNotExist")
        }
    }

    @Test("a run of another project, and one that is not there, are the same")
    func others() async throws {
        try await Self.with { fixture, service, alice, project in
            let hidden = service.add("hidden", group: "/project/00000000-0000-7000-8000-000000000000/branch/main")
            for id in [hidden.id, "none"] {
                let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await alice.run(id, of: project.path)
                }
                #expect(refused.summary == "404 runDoesNotExist" && refused.message == "there is no such run")
            }
            _ = try await alice.updateProject(project.id, ProjectRequest(visibility: "private"))
            let own = service.add("own", group: "/project/\(project.id)/branch/main")
            let bob = try await fixture.user("bob", through: "gitea")
            for client in [bob, fixture.anonymous] {
                let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await client.run(own.id, of: project.id)
                }
                #expect(refused.summary == "404 projectDoesNotExist")
            }
            #expect(try await alice.run(own.id, of: project.id).run.name == "own")
        }
    }

    @Test("stops, cancels and restarts; for owners, and for members where the project lets them")
    func actions() async throws {
        try await Self.with { fixture, service, alice, project in
            _ = try await alice.createOrganization("acme", visibility: "public")
            _ = try await alice.updateProject(project.id, ProjectRequest(parentRef: "org/acme"))
            let bob = try await fixture.user("bob", through: "gitea")
            _ = try await alice.setOrganizationMember("bob", of: "acme", role: "member")
            let run = service.add("build", group: "/project/\(project.id)/branch/main")
            let early = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.act(.restart(fromStart: true), on: run.id, of: project.id)
            }
            #expect(early.summary == "409 runCannotBeRestarted")
            let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await bob.act(.stop, on: run.id, of: project.id)
            }
            #expect(refused.summary == "403 forbidden")
            var change = ProjectRequest()
            change.membersCanPerformRunActions = true
            _ = try await alice.updateProject(project.id, change)
            #expect(try await bob.act(.stop, on: run.id, of: project.id).stopping)
            #expect(try await bob.act(.cancel, on: run.id, of: project.id).run.phase == "cancelled")
            // What the run service refuses comes as it is.
            let again = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await bob.act(.cancel, on: run.id, of: project.id)
            }
            #expect(again.summary == "400 runServiceRefused" && again.message == "the run is not queued")
            let restarted = try await bob.act(.restart(fromStart: true), on: run.id, of: project.id)
            #expect(restarted.run.id != run.id && restarted.run.phase == "queued")
            #expect(service.requests.last?.runID == run.id && service.requests.last?.fromStart == true)
        }
    }

    @Test("a task is approved once by each")
    func approval() async throws {
        try await Self.with { fixture, service, alice, project in
            let run = service.add("build", group: "/project/\(project.id)/branch/main")
            let early = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.approve("build", of: run.id, in: project.id)
            }
            #expect(early.summary == "409 runTaskNotWaitingApproval")
            service.change(run.id) { $0.tasks["build"]?.waitingApproval = true }
            try await alice.approve("build", of: run.id, in: project.id)
            let user = try await alice.currentUser()
            #expect(service.runs[0].tasks["build"]?.annotations["approvers"] == #"["\#(user.id)"]"#)
            #expect(try await alice.run(run.id, of: project.id).run.tasksWaitingApproval == ["build"])
            let twice = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.approve("build", of: run.id, in: project.id)
            }
            #expect(twice.summary == "409 runTaskAlreadyApproved")
            let admin = fixture.admin
            let noUser = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await admin.approve("build", of: run.id, in: project.id)
            }
            #expect(noUser.summary == "403 noUser")
        }
    }

    @Test("the run service's word is passed on, but for what it says of the gateway's token")
    func refusals() async throws {
        try await Self.with { _, service, alice, project in
            service.refuse(
                .init(409, #"{"code":"groupBusy","message":"the group is busy"}"#), .init(401, ""), .init(500, ""),
                .init(200, "nothing"))
            var summaries: [String] = []
            for _ in 0..<4 {
                summaries.append(
                    try await ContractFixture.refusal { () async throws(GatewayClientError) in
                        try await alice.runs(of: project.id)
                    }.summary)
            }
            #expect(
                summaries == [
                    "409 groupBusy", "502 runServiceRefused", "502 runServiceRefused", "502 runServiceBadAnswer",
                ])
        }
    }

    @Test("without a run service there are no runs")
    func missing() async throws {
        try await ContractFixture.with { fixture in
            let (alice, project) = try await fixture.aliceWithProject()
            let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.runs(of: project.id)
            }
            #expect(refused.summary == "404 runServiceMissing")
        }
    }
}
