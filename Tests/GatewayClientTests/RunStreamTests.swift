import CurlTransport
import Gateway
import GatewayClient
import HTTPTransport
import RunServiceClient
import RunServing
import ServiceKit
import ServiceTesting
import Testing

@Suite("The gateway's client: logs and events of runs", .serviceLogs, .timeLimit(.minutes(2)))
struct RunStreamTests {
    private typealias Pieces = AsyncStream<[UInt8]>

    private static func with(
        _ body: (ContractFixture, RunServiceState, GatewayClient, Project) async throws -> Void
    ) async throws {
        let service = ScriptedRunService()
        try await ContractFixture.with(runs: service) { fixture in
            let (alice, project) = try await fixture.aliceWithProject()
            try await body(fixture, service.state, alice, project)
        }
    }

    /// Runs `body` with a client that reaches the gateway through a socket.
    private static func throughSocket(
        _ fixture: ContractFixture, _ body: (GatewayClient) async throws -> Void
    ) async throws {
        let bound = BoundAddress()
        let service = HTTPService(
            responder: fixture.gateway.responder, address: ListenAddress(host: "127.0.0.1", port: 0),
            logger: TestLog.current.logger(service: "gateway"), bound: bound)
        let running = Task { try? await service.run() }
        defer { running.cancel() }
        let transport = CurlTransport(configuration: .init(outboundAllow: [try AddressRange("127.0.0.0/8")]))
        try await body(GatewayClient(baseURL: await bound.url, transport: transport))
    }

    private static func text(_ log: StreamedBody<GatewayClientError>) async throws -> String {
        var bytes: [UInt8] = []
        for try await piece in log { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func event(_ number: Int, _ run: String, _ phase: String) -> [UInt8] {
        Array(#"data: {"Sequence":"\#(number)","RunID":"\#(run)","Phase":"\#(phase)","Result":"unknown"}"#.utf8)
            + Array("\n\n".utf8)
    }

    @Test("read a log of any length, and keep the run service's word")
    func logs() async throws {
        try await Self.with { _, service, alice, project in
            let run = service.add("build", group: "/project/\(project.id)/branch/main")
            let long = String(repeating: "0123456789abcdef", count: 512 * 1024)
            service.setLog(long, run: run.id, task: "build", step: 0)
            service.setLog("pulling\n", run: run.id, task: "build", step: nil)
            let log = try await alice.runLog(ofTask: "build", of: run.id, in: project.path, step: 0)
            #expect(try await Self.text(log) == long)
            let setUp = try await alice.runLog(ofTask: "build", of: run.id, in: project.path, step: nil)
            #expect(try await Self.text(setUp) == "pulling\n")
            let none = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.runLog(ofTask: "build", of: run.id, in: project.path, step: 7, follows: true)
            }
            #expect(none.summary == "404 runServiceRefused" && none.message == "there is nothing to follow")
            let task = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.runLog(ofTask: "test", of: run.id, in: project.path, step: 0, follows: true)
            }
            #expect(task.summary == "404 runTaskDoesNotExist")
        }
    }

    @Test("follow a log through a socket as it is printed, and end it at the run service when they go away")
    func follow() async throws {
        try await Self.with { fixture, service, _, project in
            let run = service.add("build", group: "/project/\(project.id)/branch/main")
            let (stream, sender) = Pieces.makeStream()
            let (closed, end) = AsyncStream<Void>.makeStream()
            sender.onTermination = { _ in end.finish() }
            service.setLog(stream, run: run.id, task: "build", step: 0)
            try await Self.throughSocket(fixture) { client in
                let log = try await client.runLog(
                    ofTask: "build", of: run.id, in: project.id, step: 0, follows: true)
                var pieces = log.makeAsyncIterator()
                for text in ["compiling\n", "linking\n"] {
                    sender.yield(Array(text.utf8))
                    #expect(try await pieces.next() == Array(text.utf8))
                }
                // Nothing more is printed: only the connection's end tells.
                log.close()
                for await _ in closed {}
            }
        }
    }

    @Test("break off when the run service does")
    func broken() async throws {
        try await Self.with { fixture, service, _, project in
            let run = service.add("build", group: "/project/\(project.id)/branch/main")
            let (stream, sender) = Pieces.makeStream()
            service.setEvents(stream)
            sender.yield(Self.event(1, run.id, "running"))
            sender.yield(Array("data: nothing\n".utf8))
            try await Self.throughSocket(fixture) { client in
                let events = try await client.runEvents(of: project.id)
                var phases: [String] = []
                let error = await #expect(throws: GatewayClientError.self) {
                    for try await event in events { phases.append(event.phase) }
                }
                #expect(phases == ["running"] && error?.status == 503)
            }
            withExtendedLifetime(sender) {}
        }
    }

    @Test("have a project's own events, after the one that was named")
    func events() async throws {
        try await Self.with { fixture, service, alice, project in
            let own = service.add("own", group: "/project/\(project.id)/branch/main")
            let other = service.add("other", group: "/project/\(project.id)0/branch/main")
            let (stream, sender) = Pieces.makeStream()
            service.setEvents(stream)
            for (number, run) in [own.id, other.id, own.id, "gone", own.id, other.id, own.id].enumerated() {
                sender.yield(Self.event(number + 1, run, "running"))
            }
            sender.finish()
            var found: [String] = []
            for try await event in try await fixture.anonymous.runEvents(of: project.path, after: "1") {
                found.append([event.sequence, event.runID, event.phase, event.result].joined(separator: " "))
            }
            #expect(found == ["3", "5", "7"].map { "\($0) \(own.id) running unknown" })
            #expect(service.calls.contains("GET /api/v1alpha/runs/events?startruneventid=1"))
            // A run stays where it is: it is asked for once.
            for id in [own.id, other.id] { #expect(service.calls.count { $0.hasSuffix("/runs/\(id)") } == 1) }
            let wrong = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.runEvents(of: project.id, after: "one two")
            }
            #expect(wrong.summary == "400 invalidRunEvent")
            _ = try await alice.updateProject(project.id, ProjectRequest(visibility: "private"))
            let hidden = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await fixture.anonymous.runEvents(of: project.id)
            }
            #expect(hidden.summary == "404 projectDoesNotExist")
        }
    }

    @Test("come as server-sent events, which a browser goes on with by itself")
    func browser() async throws {
        try await Self.with { fixture, service, _, project in
            let run = service.add("own", group: "/project/\(project.id)/branch/main")
            let (stream, sender) = Pieces.makeStream()
            service.setEvents(stream)
            sender.yield(Self.event(42, run.id, "queued"))
            sender.finish()
            let response = try await fixture.gateway.transport.send(
                TransportRequest(
                    method: "GET", url: "http://gateway/api/v1alpha/projects/\(project.id)/runevents",
                    headers: [TransportHeader("Last-Event-ID", "41")]))
            #expect(response.headers.first(named: "Content-Type") == "text/event-stream")
            let text = String(decoding: response.body, as: UTF8.self)
            #expect(text.hasPrefix("id: 42\ndata: {") && text.hasSuffix("}\n\n"))
            #expect(service.calls.contains("GET /api/v1alpha/runs/events?startruneventid=41"))
        }
    }

    @Test("are followed by one caller twenty at a time")
    func limit() async throws {
        try await Self.with { _, service, alice, project in
            let run = service.add("build", group: "/project/\(project.id)/branch/main")
            func follow(_ stream: Pieces) async throws(GatewayClientError) -> StreamedBody<GatewayClientError> {
                service.setLog(stream, run: run.id, task: "build", step: 0)
                return try await alice.runLog(ofTask: "build", of: run.id, in: project.id, step: 0, follows: true)
            }
            // They go on for as long as there is somebody who could print.
            let streams = (0..<21).map { _ in Pieces.makeStream() }
            var logs: [StreamedBody<GatewayClientError>] = []
            for (stream, _) in streams.prefix(20) { logs.append(try await follow(stream)) }
            let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await follow(streams[20].stream)
            }
            #expect(refused.summary == "503 tooManyStreams" && refused.retryAfterSeconds == 10)
            logs[0].close()
            await #expect(throws: GatewayClientError.self) {
                for try await _ in logs[0] {}
            }
            logs.append(try await follow(streams[20].stream))
            withExtendedLifetime(streams) {}
        }
    }
}
