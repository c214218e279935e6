import ForgeSimulator
import Foundation
import GatewayClient
import HTTPTransport
import Hummingbird
import ServiceKit
import ServiceTesting
import Synchronization
import Testing

@Suite("sallyport run, and gateway.runService", .serviceLogs, .timeLimit(.minutes(3)))
struct RunCommandTests {
    private static let token = "runs-token-s3cret"
    private static let run =
        #"{"id":"r1","name":"build","counter":7,"group":"GROUP","phase":"running","result":"unknown","#
        + #""tasks":{"t1":{"id":"t1","status":"running"}}}"#

    /// A run service with one run, which goes on for as long as somebody looks.
    private final class RunService: Sendable {
        /// Of the one run.
        let group = Mutex("")
        let printed = AsyncStream<[UInt8]>.makeStream()
        let url: String

        private init(url: String) { self.url = url }

        static func with(_ body: (RunService) async throws -> Void) async throws {
            let bound = BoundAddress()
            let holder = Mutex<RunService?>(nil)
            let limit = StreamLimit(limit: 10, limitForEach: 10)
            let router = Router(context: ServiceRequestContext.self)
            func answer(_ path: RouterPath, _ json: @escaping @Sendable (String) -> String) {
                router.get(path) { request, _ in
                    guard request.headers[.authorization] == "Bearer \(token)" else {
                        return Response(status: .unauthorized)
                    }
                    let run = RunCommandTests.run.replacing(
                        "GROUP", with: holder.withLock { $0 }?.group.withLock { $0 } ?? "")
                    return Response(json: Data(json(run).utf8))
                }
            }
            answer("/runs/api/v1alpha/runs") { "{\"runs\":[\($0)]}" }
            answer("/runs/api/v1alpha/runs/r1") { "{\"run\":\($0)}" }
            router.get("/runs/api/v1alpha/logs") { request, context in
                guard let service = holder.withLock({ $0 }) else { return Response(status: .notFound) }
                return Response(
                    following: service.printed.stream, headers: [:], place: try limit.takePlace(for: ""), to: request,
                    context, close: {})
            }
            router.get("/runs/api/v1alpha/runs/events") { _, _ in
                let event = #"data: {"Sequence":"42","RunID":"r1","Phase":"finished","Result":"success"}"#
                return Response(status: .ok, body: .init(byteBuffer: .init(string: event + "\n\n")))
            }
            let service = HTTPService(
                responder: router.buildResponder(), address: ListenAddress(host: "127.0.0.1", port: 0),
                logger: TestLog.current.logger(service: "runservice"), bound: bound)
            let running = Task { try? await service.run() }
            defer { running.cancel() }
            let runs = RunService(url: await bound.url)
            holder.withLock { $0 = runs }
            try await body(runs)
        }
    }

    /// A gateway that was told of a run service in its file, and alice's project with a run there.
    private static func with(
        _ body: (CommandFixture, RunService, _ token: String) async throws -> Void
    ) async throws {
        try await RunService.with { runs in
            try await SocketForge.with { forge in
                try await DurabilityTests.withDirectory { directory in
                    forge.state.addRepository("site", owner: "alice", isPrivate: true)
                    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
                    let file = directory + "/sallyport.yaml"
                    try """
                    outbound: {allow: [127.0.0.0/8]}
                    gateway:
                      runService: {url: "\(runs.url)/runs/", tokenFrom: {env: RUN_SERVICE_TOKEN}}
                      sinks: [{name: runs, type: runservice, events: [push, tag]}]

                    """.write(toFile: file, atomically: false, encoding: .utf8)
                    let process = try await SallyportProcess(
                        dataDirectory: directory + "/data", arguments: ["--config", file],
                        environment: ["RUN_SERVICE_TOKEN": token])
                    let fixture = CommandFixture(directory: directory, process: process)
                    let alice = try await project(forge, fixture, runs)
                    try await body(fixture, runs, alice)
                    // Whatever is being followed is no reason to stay.
                    #expect(await process.stop(SIGTERM) == 0)
                    #expect(!fixture.log().contains(token))
                }
            }
        }
    }

    private static func project(
        _ forge: SocketForge, _ fixture: CommandFixture, _ runs: RunService
    ) async throws -> String {
        let admin = try fixture.admin
        _ = try await admin.createRemoteSource(
            RemoteSourceRequest(name: "hub", apiURL: forge.url, type: "gitea", authType: "password"))
        let registered = try await fixture.run(
            "user", "register", "--username", "alice", "--remote-source", "hub", "--login-name", "alice",
            environment: ["SALLYPORT_PASSWORD": SocketForge.password])
        #expect(registered.status == 0, "\(registered)")
        let token = try await admin.createUserToken(for: "alice", name: "test")
        let made = try await admin.with(token: token).createProject(
            ProjectRequest(name: "site", visibility: "private", remoteSourceName: "hub", repositoryPath: "alice/site"))
        runs.group.withLock { $0 = "/project/\(made.id)/branch/main" }
        return token
    }

    @Test("reaches the run service that the file names, with its token")
    func configured() async throws {
        try await Self.with { fixture, _, token in
            let alice = ["SALLYPORT_TOKEN": token]
            let list = try await fixture.run("run", "list", "user/alice/site", environment: alice)
            #expect(list.status == 0 && list.lines.count == 2 && list.output.contains("build"), "\(list)")
            let run = try await fixture.run("run", "get", "user/alice/site", "r1", environment: alice)
            #expect(run.status == 0 && run.output.contains("running"), "\(run)")
            let events = try await fixture.run(
                "run", "events", "user/alice/site", "--after", "41", environment: alice)
            #expect(events.output == "42  r1  finished  success\n" && events.status == 0, "\(events)")
            let json = try await fixture.run(
                "run", "events", "user/alice/site", "--output", "json", environment: alice)
            #expect(
                json.output == #"{"phase":"finished","result":"success","run_id":"r1","sequence":"42"}"# + "\n",
                "\(json)")
        }
    }

    @Test("follows a log until its end")
    func follow() async throws {
        try await Self.with { fixture, runs, token in
            let following = try fixture.start(
                ["run", "logs", "user/alice/site", "r1", "t1", "--step", "0", "--follow"],
                environment: ["SALLYPORT_TOKEN": token])
            for text in ["compiling\n", "linking\n"] { runs.printed.continuation.yield(Array(text.utf8)) }
            runs.printed.continuation.finish()
            let result = try await following.result
            #expect(result.status == 0 && result.output == "compiling\nlinking\n", "\(result)")
        }
    }

    @Test("breaks off when the gateway stops")
    func stopped() async throws {
        var following: StreamedBody<GatewayClientError>?
        try await Self.with { fixture, runs, token in
            let log = try await fixture.admin.with(token: token).runLog(
                ofTask: "t1", of: "r1", in: "user/alice/site", step: 0, follows: true)
            var pieces = log.makeAsyncIterator()
            runs.printed.continuation.yield(Array("compiling\n".utf8))
            #expect(try await pieces.next() == Array("compiling\n".utf8))
            following = log
        }
        let log = try #require(following)
        await #expect(throws: GatewayClientError.self) {
            for try await _ in log {}
        }
    }
}
