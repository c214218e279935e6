import ConfigStoreAPI
import ConfigStoreClient
import Crypto
import CurlTransport
import ForgeSimulator
import Foundation
import GatewayClient
import Glibc
import HTTPTransport
import ServiceKit
import ServiceTesting
import Synchronization
import Testing

@Suite("A gateway that is killed", .serviceLogs, .timeLimit(.minutes(5)))
struct DeliveryDurabilityTests {
    private static let projectCount = 4
    private static let rounds = 4
    private static let secret = "whsec_c2FsbHlwb3J0LXNpbmstczNjcmV0LTAxMjM0NTY3"

    /// What a sender goes on with: a project's address, and a delivery that the forge made of it.
    struct Sender: Sendable {
        let projectID: String
        let secret: String
        let delivery: TransportRequest
    }

    /// What was acknowledged, and where each sender is.
    final class Progress: Sendable {
        private let state = Mutex<(acknowledged: [String: [Int]], next: [String: Int], count: Int)>(([:], [:], 0))

        func next(_ project: String) -> Int { state.withLock { $0.next[project] ?? 0 } }

        /// - Returns: How many were acknowledged so far.
        func acknowledge(_ number: Int, _ project: String) -> Int {
            state.withLock { state in
                state.acknowledged[project, default: []].append(number)
                state.next[project] = number + 1
                state.count += 1
                return state.count
            }
        }

        var count: Int { state.withLock { $0.count } }
        var acknowledged: [String: [Int]] { state.withLock { $0.acknowledged } }
    }

    @Test("in the middle of deliveries brings every acknowledged one to the sink, in order for each project")
    func killed() async throws {
        try await DurabilityTests.withDirectory { directory in
            try await EventReceiver.with { receiver in
                try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
                let file = directory + "/sallyport.yaml"
                try """
                outbound: {allow: [127.0.0.0/8]}
                gateway:
                  sinks: [{name: ci, type: cloudevents, url: "\(receiver.url)/events", secretFrom: {env: SINK_SECRET}}]

                """.write(toFile: file, atomically: false, encoding: .utf8)
                func start() async throws -> SallyportProcess {
                    try await SallyportProcess(
                        dataDirectory: directory + "/data", arguments: ["--config", file],
                        environment: ["SINK_SECRET": Self.secret])
                }
                var process = try await start()
                let senders = try await Self.setUp(process)
                let progress = Progress()
                for _ in 0..<Self.rounds {
                    try await Self.send(senders, to: process, progress)
                    process = try await start()
                }
                let expected = progress.acknowledged.values.reduce(0) { $0 + $1.count }
                #expect(expected >= Self.rounds * 50)
                await receiver.waits { arrivals in
                    progress.acknowledged.allSatisfy { Set($1).isSubset(of: arrivals[$0]?.map(\.number) ?? []) }
                }
                let arrivals = receiver.arrivals
                for sender in senders {
                    let came = arrivals[sender.projectID] ?? []
                    var first: [Int: String] = [:]
                    var order: [Int] = []
                    for arrival in came {
                        if first[arrival.number] == nil { order.append(arrival.number) }
                        // What comes again has the id that it had.
                        #expect(first[arrival.number, default: arrival.id] == arrival.id)
                        first[arrival.number] = arrival.id
                    }
                    #expect(order == order.sorted())
                    #expect(Set(first.values).count == first.count)
                }
                #expect(await process.stop(SIGTERM) == 0)
                #expect(!process.log.contains(Self.secret) && !process.log.contains(senders[0].secret))
            }
        }
    }

    /// Each project's deliveries one after the other, until the process is gone, which it is after fifty answers.
    private static func send(_ senders: [Sender], to process: SallyportProcess, _ progress: Progress) async throws {
        let before = progress.count
        let enough = AsyncStream<Void>.makeStream()
        let transport = try SallyportProcess.transport()
        await withTaskGroup(of: Void.self) { group in
            for sender in senders {
                group.addTask {
                    while true {
                        let number = progress.next(sender.projectID)
                        let request = sender.delivery(number, to: process.gatewayURL)
                        // One that was not answered may be kept all the same: it is sent again, as forges do.
                        guard let status = try? await transport.send(request).status else { return }
                        #expect(status == 202 || status == 200)
                        if progress.acknowledge(number, sender.projectID) == before + 50 {
                            enough.continuation.finish()
                        }
                    }
                }
            }
            group.addTask {
                for await _ in enough.stream {}
                _ = await process.stop(SIGKILL)
            }
            await group.waitForAll()
        }
    }

    /// Projects of alice's repositories, and a delivery of each that her forge has made.
    private static func setUp(_ process: SallyportProcess) async throws -> [Sender] {
        let held = HeldDelivery()
        let forge = ForgeSimulator(
            configuration: ForgeSimulatorConfiguration(
                kind: .gitea, listen: ListenAddress(host: "127.0.0.1", port: 0), rootURL: "", webhooks: held),
            logger: TestLog.current.logger(service: "forge"))
        forge.state.addUser("alice", password: SocketForge.password)
        let running = Task { try? await forge.run() }
        defer { running.cancel() }
        let transport = try SallyportProcess.transport()
        let anonymous = GatewayClient(baseURL: process.gatewayURL, transport: transport)
        let admin = anonymous.with(token: SallyportProcess.adminToken)
        _ = try await admin.createRemoteSource(
            RemoteSourceRequest(name: "gitea", apiURL: await forge.bound.url, type: "gitea", authType: "password"))
        let login = ForgeLogin(name: "alice", password: SocketForge.password)
        _ = try await anonymous.register(userName: "alice", remoteSource: "gitea", login: login)
        let owner = anonymous.with(token: try await admin.createUserToken(for: "alice", name: "test"))
        var senders: [Sender] = []
        for number in 0..<projectCount {
            forge.state.addRepository("r\(number)", owner: "alice")
            var request = ProjectRequest(name: "r\(number)", visibility: "private")
            (request.remoteSourceName, request.repositoryPath) = ("gitea", "alice/r\(number)")
            let project = try await owner.createProject(request)
            let secret = try await process.client.projectCredentials(project.id).webhookSecret
            let basic = Data("alice:\(SocketForge.password)".utf8).base64EncodedString()
            let hook = try await forge.transport.send(
                TransportRequest(
                    method: "POST", url: "http://forge/api/v1/repos/alice/r\(number)/hooks",
                    headers: [TransportHeader("Authorization", "Basic \(basic)")],
                    body: Array(
                        #"{"type":"gitea","active":true,"events":["push"],"config":{"content_type":"json","url":"http://x.example.com"}}"#
                            .utf8)))
            #expect(hook.status == 201)
            forge.state.push(owner: "alice", name: "r\(number)", branch: "main", message: "number 0")
            senders.append(
                Sender(
                    projectID: project.id, secret: secret,
                    delivery: try #require(await held.next(with: "number 0", "alice/r\(number)"))))
        }
        return senders
    }
}

extension DeliveryDurabilityTests.Sender {
    /// The delivery with another number in its message, signed.
    func delivery(_ number: Int, to gatewayURL: String) -> TransportRequest {
        var request = delivery
        request.url = "\(gatewayURL)/webhooks/\(projectID)"
        request.deadline = .now + .seconds(30)
        request.body = Array(
            String(decoding: delivery.body, as: UTF8.self).replacing("number 0", with: "number \(number)").utf8)
        let code = HMAC<SHA256>.authenticationCode(for: request.body, using: SymmetricKey(data: Data(secret.utf8)))
        let text = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let changed = ["x-gitea-signature": text, "x-gitea-delivery": "\(projectID)-\(number)"]
        request.headers = delivery.headers.filter { changed[$0.name.lowercased()] == nil }
        request.headers += changed.map { TransportHeader($0.key, $0.value) }
        return request
    }
}

/// Where the forge's deliveries go: they are held back.
private final class HeldDelivery: HTTPTransport {
    private let stream = AsyncStream<TransportRequest>.makeStream()

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        stream.continuation.yield(request)
        return TransportResponse(status: 202)
    }

    /// The next one whose body has all of these; others, such as what tries a webhook, are passed over.
    func next(with texts: String...) async -> TransportRequest? {
        for await request in stream.stream {
            let body = String(decoding: request.body, as: UTF8.self)
            if texts.allSatisfy(body.contains) { return request }
        }
        return nil
    }
}
