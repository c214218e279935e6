import Crypto
import ForgeSimulator
import Foundation
import Gateway
import GatewayClient
import HTTPTransport
import Outbox
import RemoteSources
import ServiceKit
import ServiceTesting
import Testing

/// A project of a forge's repository whose webhook leads to the gateway, and a sink.
///
/// The forge's deliveries are held back, so that a test sends them on as they are, or changed.
struct IngressFixture: Sendable {
    let services: ContractFixture
    let sink: ScriptedSink
    let held: HeldDeliveries
    /// The project's owner.
    let owner: GatewayClient
    let project: Project
    let secret: String

    static func with(
        events: Set<RemoteEvent.Kind> = CloudEventsSink.usualKinds, besides others: [any EventSink] = [],
        outbox: OutboxConfiguration = OutboxConfiguration(),
        _ body: (IngressFixture) async throws -> Void
    ) async throws {
        let held = HeldDeliveries()
        let sink = ScriptedSink(now: { Date() })
        let forge = ForgeSimulator(
            configuration: ForgeSimulatorConfiguration(
                kind: .gitea, rootURL: "https://forge.example.com", webhooks: held),
            logger: TestLog.current.logger(service: "forge"))
        let key = try #require(StandardWebhookKey(ScriptedSink.secret))
        let events = CloudEventsSink(
            name: "ci", url: "https://ci.example.com/events", key: key, kinds: events,
            webURL: "https://sallyport.example.com", version: "test", transport: sink)
        try await ContractFixture.with(forge: forge, sinks: [events] + others, outbox: outbox) { services in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try? await forge.run() }
                group.addTask { try? await services.gateway.dispatcher.run() }
                defer { group.cancelAll() }
                try await body(try await made(services, sink, held))
            }
        }
    }

    private static func made(
        _ services: ContractFixture, _ sink: ScriptedSink, _ held: HeldDeliveries
    ) async throws -> IngressFixture {
        services.state.addRepository("hello", owner: "alice")
        let owner = try await services.user("alice", through: "gitea")
        let project = try await project("hello", of: owner)
        let secret = try await services.webhookSecret(of: project.id)
        let fixture = IngressFixture(
            services: services, sink: sink, held: held, owner: owner, project: project, secret: secret)
        try await fixture.addHook(to: "hello", secret: secret)
        return fixture
    }

    static func project(_ repository: String, of owner: GatewayClient) async throws -> Project {
        var request = ProjectRequest(name: repository, visibility: "private")
        request.remoteSourceName = "gitea"
        request.repositoryPath = "alice/\(repository)"
        return try await owner.createProject(request)
    }

    func addHook(to repository: String, secret: String) async throws {
        let login = Data("alice:\(ContractFixture.password)".utf8).base64EncodedString()
        let answer = try await services.forge.transport.send(
            TransportRequest(
                method: "POST", url: "http://forge/api/v1/repos/alice/\(repository)/hooks",
                headers: [TransportHeader("Authorization", "Basic \(login)")],
                body: Array(
                    #"{"type":"gitea","active":true,"events":["push","release"],"config":{"content_type":"json","secret":"\#(secret)","url":"http://x.example.com"}}"#
                        .utf8)))
        #expect(answer.status == 201)
    }

    /// Pushes, and returns the delivery that the forge made of it.
    func push(_ message: String, to repository: String = "hello") async throws -> TransportRequest {
        services.state.push(owner: "alice", name: repository, branch: "main", message: message)
        return try #require(await held.next(of: message, in: repository))
    }

    struct Answer: Sendable, Equatable {
        let status: Int
        let code: String?
        let id: String?
    }

    private struct AnswerBody: Decodable {
        let code: String?
        let id: String?
    }

    /// Sends a delivery to a project; the fixture's unless told otherwise.
    func deliver(
        _ delivery: TransportRequest, to project: String? = nil, path: String? = nil
    ) async throws -> Answer {
        var request = delivery
        request.url = "http://gateway" + (path ?? "/webhooks/\(project ?? self.project.id)")
        let response = try await services.gateway.transport.send(request)
        let body = try? JSONDecoder().decode(AnswerBody.self, from: Data(response.body))
        return Answer(status: response.status, code: body?.code, id: body?.id)
    }

    /// The same delivery with another body, signed as the forge does it.
    func signed(_ delivery: TransportRequest, body: [UInt8], secret: String? = nil) -> TransportRequest {
        var changed = delivery
        changed.body = body
        let code = HMAC<SHA256>.authenticationCode(
            for: body, using: SymmetricKey(data: Data((secret ?? self.secret).utf8)))
        let text = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return changed.with("X-Gitea-Signature", text).with("X-Hub-Signature-256", "sha256=" + text)
    }
}

extension TransportRequest {
    /// The same with another header field; without it when the value is nil.
    func with(_ name: String, _ value: String?) -> TransportRequest {
        var changed = self
        changed.headers.removeAll { $0.name.lowercased() == name.lowercased() }
        if let value { changed.headers.append(TransportHeader(name, value)) }
        return changed
    }
}

/// Where the forge's deliveries go: they are held back.
final class HeldDeliveries: HTTPTransport {
    private let stream = AsyncStream<TransportRequest>.makeStream()

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        stream.continuation.yield(request)
        return TransportResponse(status: 202)
    }

    private struct Push: Decodable {
        struct Repository: Decodable { let name: String }
        struct Commit: Decodable { let message: String }
        let repository: Repository
        let commits: [Commit]
    }

    /// The next push with this message; others, such as what tries a webhook, are passed over.
    func next(of message: String, in repository: String) async -> TransportRequest? {
        for await request in stream.stream {
            guard let push = try? JSONDecoder().decode(Push.self, from: Data(request.body)) else { continue }
            let last = push.commits.last?.message.trimmingCharacters(in: .newlines)
            if push.repository.name == repository, last == message { return request }
        }
        return nil
    }
}
