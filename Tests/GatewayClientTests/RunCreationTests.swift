import ForgeSimulator
import Foundation
import Gateway
import GatewayClient
import RemoteSources
import RunServiceClient
import RunServing
import ServiceTesting
import Testing

@Suite("Runs that are made", .serviceLogs, .timeLimit(.minutes(2)))
struct RunCreationTests {
    private static let sha = String(repeating: "0123456789", count: 4)

    private static func with(
        kind: ForgeKind = .gitea,
        _ body: (ContractFixture, RunServiceState, GatewayClient, Project, any EventSink) async throws ->
            Void
    ) async throws {
        let service = ScriptedRunService()
        try await ContractFixture.with(kind: kind, runs: service) { fixture in
            let (alice, project) = try await fixture.aliceWithProject()
            _ = try await alice.createSecret(
                of: .project(project.id),
                SecretRequest(name: "deploy", type: "internal", data: ["main": "m", "any": "a"]))
            let onMain = VariableConditions(branch: .init(include: [.init(type: "simple", match: "main")]))
            _ = try await alice.createVariable(
                of: .project(project.id),
                VariableRequest(
                    name: "TOKEN",
                    values: [
                        .init(secretName: "deploy", secretVar: "main", when: onMain),
                        .init(secretName: "deploy", secretVar: "any"),
                    ]))
            _ = try await alice.createSecret(
                of: .projectGroup("user/alice"), SecretRequest(name: "shared", type: "internal", data: ["key": "s"]))
            _ = try await alice.createVariable(
                of: .projectGroup("user/alice"),
                VariableRequest(name: "SHARED", values: [.init(secretName: "shared", secretVar: "key", when: onMain)]))
            let sink = try #require(fixture.gateway.sinks.first { $0.name == "runs" })
            try await body(fixture, service.state, alice, project, sink)
        }
    }

    private static func event(
        _ kind: RemoteEvent.Kind, _ ref: String, sha: String = sha, _ change: (inout RemoteEvent) -> Void = { _ in }
    ) -> RemoteEvent {
        var event = RemoteEvent(
            kind, deliveryID: "d", repository: .init(id: "1", path: "alice/app"),
            sender: .init(id: "1", login: "alice"))
        event.ref = ref
        event.after = sha
        change(&event)
        return event
    }

    private static func outbound(
        _ event: RemoteEvent, _ project: Project, id: String = "delivery-1"
    ) -> OutboundEvent {
        OutboundEvent(
            deliveryID: id, projectID: project.id, projectPath: project.path, remoteSourceID: project.remoteSourceID,
            event: event, receivedTime: Date())
    }

    private static func pullRequest(from fork: Bool) -> RemoteEvent {
        event(.pullRequest, "refs/pull/7/head") { event in
            event.action = .opened
            event.pullRequest = .init(
                number: 7, title: "Better", draft: false,
                source: .init(repositoryID: fork ? "2" : "1", path: "bob/app", branch: "main", sha: sha),
                target: .init(repositoryID: "1", path: "alice/app", branch: "main", sha: nil))
        }
    }

    @Test(
        "a push makes one with the branch's group, environment, annotations and variables",
        arguments: ForgeKind.allCases)
    func push(_ kind: ForgeKind) async throws {
        try await Self.with(kind: kind) { _, service, _, project, sink in
            let push = Self.event(.push, "refs/heads/main") { event in
                event.branch = "main"
                event.commits = [.init(sha: Self.sha, message: "Fix it")]
                event.compareURL = "https://forge.example.com/compare"
            }
            try await sink.send(Self.outbound(push, project))
            let request = try #require(service.requests.first)
            #expect(request.group == "/project/\(project.id)/branch/main" && request.cacheGroup == project.id)
            #expect(request.environment == ["TOKEN": "m", "SHARED": "s"])
            let fixed = try #require(request.staticEnvironment)
            #expect(fixed["CI"] == "true" && fixed["AGOLA_GIT_BRANCH"] == "main" && fixed["AGOLA_GIT_TAG"] == "")
            #expect(fixed["AGOLA_GIT_COMMITSHA"] == Self.sha && fixed["AGOLA_GIT_REF_TYPE"] == "branch")
            #expect(fixed["AGOLA_GIT_HOST"] == "forge.example.com" && fixed["AGOLA_GIT_PORT"] == "22")
            #expect(fixed["AGOLA_REPOSITORY_URL"]?.hasSuffix("alice/app.git") == true)
            #expect(fixed["AGOLA_SSHPRIVKEY"] != nil && fixed["AGOLA_PULL_REQUEST_ID"] == nil)
            let annotations = try #require(request.annotations)
            #expect(annotations["run_type"] == "project" && annotations["projectid"] == project.id)
            #expect(annotations["run_creation_trigger"] == "webhook" && annotations["webhook_event"] == "push")
            #expect(annotations["webhook_sender"] == "alice" && annotations["message"] == "Fix it")
            #expect(annotations["branch"] == "main" && annotations["branch_link"]?.hasSuffix("main") == true)
            #expect(annotations["commit_link"]?.contains(Self.sha) == true)
            #expect(annotations["compare_link"] == "https://forge.example.com/compare")
        }
    }

    @Test("what is meant for a branch goes to no tag, and the name is one part of the group")
    func tag() async throws {
        try await Self.with { _, service, _, project, sink in
            try await sink.send(
                Self.outbound(Self.event(.tag, "refs/tags/v1/rc") { $0.tag = "v1/rc" }, project))
            let request = try #require(service.requests.first)
            #expect(request.group == "/project/\(project.id)/tag/v1%2Frc")
            #expect(request.environment == ["TOKEN": "a"])
            #expect(request.annotations?["message"] == "Tag v1/rc" && request.annotations?["ref_type"] == "tag")
        }
    }

    @Test("a fork's pull request gets no variable unless the project says so")
    func fork() async throws {
        try await Self.with { _, service, alice, project, sink in
            try await sink.send(Self.outbound(Self.pullRequest(from: true), project, id: "1"))
            #expect(service.requests[0].group == "/project/\(project.id)/pr/7")
            #expect(service.requests[0].environment == [:])
            #expect(service.requests[0].staticEnvironment?["AGOLA_PULL_REQUEST_ID"] == "7")
            try await sink.send(Self.outbound(Self.pullRequest(from: false), project, id: "2"))
            #expect(service.requests[1].environment == ["TOKEN": "a"])
            var change = ProjectRequest()
            change.passVarsToForkedPR = true
            _ = try await alice.updateProject(project.id, change)
            try await sink.send(Self.outbound(Self.pullRequest(from: true), project, id: "3"))
            // What is meant for the branch main stays there: the pull request's is only called so.
            #expect(service.requests[2].environment == ["TOKEN": "a"])
        }
    }

    @Test("the same delivery makes one run, however often it comes; what asks for none gets none")
    func once() async throws {
        try await Self.with { _, service, _, project, sink in
            let push = Self.event(.push, "refs/heads/main") {
                $0.branch = "main"; $0.commits = [.init(sha: Self.sha, message: "m")]
            }
            for id in ["1", "1", "2"] { try await sink.send(Self.outbound(push, project, id: id)) }
            #expect(service.requests.count == 2)
            var skipped = push
            skipped.skipRequested = true
            var closed = Self.pullRequest(from: false)
            closed.action = .closed
            for event in [skipped, closed, Self.event(.branchDeleted, "refs/heads/main")] {
                try await sink.send(Self.outbound(event, project, id: "3"))
            }
            #expect(service.requests.count == 2)
            #expect(RemoteEvent.Kind.allCases.filter(sink.accepts) == [.push, .tag, .pullRequest])
        }
    }

    @Test("what may work later is tried again, and the rest is not")
    func failures() async throws {
        try await Self.with { _, service, _, project, sink in
            let push = Self.event(.push, "refs/heads/main") {
                $0.branch = "main"; $0.commits = [.init(sha: Self.sha, message: "m")]
            }
            service.refuse(.init(200, #"{"runs":null}"#), .init(503, ""))
            var failures: [String] = []
            for event in [Self.outbound(push, project), Self.outbound(push, project)] {
                do throws(SinkFailure) {
                    try await sink.send(event)
                } catch {
                    failures.append("\(error)")
                }
                service.refuse(.init(200, #"{"runs":null}"#), .init(400, #"{"message":"no tasks"}"#))
            }
            #expect(failures.count == 2 && failures[0].hasPrefix("retry(status: Optional(503)"))
            #expect(failures[1].hasPrefix("refused(status: Optional(400)") && failures[1].contains("no tasks"))
        }
    }

    @Test("the states of a run reach the commit")
    func states() async throws {
        try await Self.with { fixture, service, alice, project, sink in
            let sha = fixture.state.head(owner: "alice", name: "app")
            let push = Self.event(.push, "refs/heads/main", sha: sha) { $0.branch = "main" }
            try await sink.send(Self.outbound(push, project))
            let id = try #require(service.runs.first?.id)
            service.change(id) { $0.phase = .running }
            try await ContractFixture.running(fixture.gateway) {
                let running = try await ContractFixture.settled(alice, project, count: 1)
                #expect(running[0].state == "running" && running[0].context == "sallyport/app/run")
                #expect(
                    running[0].targetURL
                        == "https://sallyport.example.com/run?projectref=user%2Falice%2Fapp&runid=\(id)")
                service.change(id) { ($0.phase, $0.result) = (.finished, .failed) }
                fixture.time.advance(6)
                #expect(
                    try await ContractFixture.settled(alice, project, count: 2).map(\.state) == ["running", "failure"])
            }
            #expect(
                fixture.state.statuses(owner: "alice", name: "app")
                    == ["sallyport/app/run: pending", "sallyport/app/run: failure"])
        }
    }

    @Test("on demand, of a branch as it is now or of a commit")
    func demand() async throws {
        try await Self.with { fixture, service, alice, project, _ in
            let sha = fixture.state.head(owner: "alice", name: "app")
            let made = try await alice.createRun(of: project.path, RunRequest(branch: "main"))
            #expect(made.run.annotations["commit_sha"] == sha && made.run.phase == "queued")
            #expect(made.run.annotations["run_creation_trigger"] == "manual")
            #expect(made.run.annotations["message"]?.isEmpty == false)
            #expect(service.requests[0].environment == ["TOKEN": "m", "SHARED": "s"])
            for (request, code) in [
                (RunRequest(), "400 invalidRunRef"), (RunRequest(branch: "a", tag: "b"), "400 invalidRunRef"),
                (RunRequest(ref: "main"), "400 invalidRunRef"),
                (RunRequest(branch: "main", commitSHA: "abc"), "400 invalidCommitSHA"),
                (RunRequest(branch: "none"), "404 notFoundAtForge"),
            ] {
                let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await alice.createRun(of: project.path, request)
                }
                #expect(refused.summary == code)
            }
            #expect(service.requests.count == 1)
        }
    }
}
