import ArgumentParser
import CurlTransport
import ForgeSimulator
import Foundation
import HTTPTransport
import Hummingbird
import ServiceKit

/// A forge with repositories to which somebody pushes, once it is told of webhooks.
struct ForgePart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "forge")
    static let user = "alice"

    @Option var port = 0
    /// Where it keeps deliveries and answers, and finds `hooks.json`.
    @Option var directory: String
    @Option var password: String
    @Option var repositories: Int
    /// How many pushes each repository gets.
    @Option var pushes: Int

    func run() async throws {
        let made = MadeDeliveries()
        let bound = ListenAddress(host: "127.0.0.1", port: port)
        let forge = ForgeSimulator(
            configuration: ForgeSimulatorConfiguration(kind: .gitea, listen: bound, rootURL: "", webhooks: made),
            logger: PartSocket.logger("forge"))
        forge.state.addUser(Self.user, password: password)
        // In the same order each time, so that their ids are the same.
        for number in 0..<repositories { forge.state.addRepository("r\(number)", owner: Self.user) }
        let senders = try await senders(forge, made)
        let router = Router(context: ServiceRequestContext.self)
        senders.progress.add(to: router)
        let responder = router.buildResponder()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await forge.run() }
            group.addTask {
                PartSocket.announce("forge", await forge.bound.url)
                try await PartSocket(name: "progress", port: 0).serve(responder)
            }
            for sender in senders.all { group.addTask { [pushes] in try await sender.run(pushes: pushes) } }
            try await group.waitForAll()
        }
    }

    private func senders(
        _ forge: ForgeSimulator, _ made: MadeDeliveries
    ) async throws -> (all: [PushSender], progress: Progress) {
        guard let file = FileManager.default.contents(atPath: directory + "/hooks.json") else {
            return ([], Progress(count: 0))
        }
        let hooks = try JSONDecoder().decode([PushSender.Hook].self, from: file)
        let taken = try hooks.map { hook in
            PushSender.taken(try Journal(PushSender.answersFile(of: hook.repository, in: directory)).lines)
        }
        let progress = Progress(count: taken.reduce(0, +))
        let transport = CurlTransport(configuration: .init(outboundAllow: [try AddressRange("127.0.0.0/8")]))
        var senders: [PushSender] = []
        for hook in hooks {
            try await add(hook, to: forge)
            senders.append(
                try PushSender(
                    hook, directory: directory, forge: forge.state, made: made.stream(of: hook.url),
                    transport: transport, progress: progress))
        }
        return (senders, progress)
    }

    private func add(_ hook: PushSender.Hook, to forge: ForgeSimulator) async throws {
        let settings: [String: String] = ["content_type": "json", "url": hook.url, "secret": hook.secret]
        let body = NewHook(type: "gitea", active: true, events: ["push"], config: settings)
        let basic = Data("\(Self.user):\(password)".utf8).base64EncodedString()
        let answer = try await forge.transport.send(
            TransportRequest(
                method: "POST", url: "http://forge/api/v1/repos/\(Self.user)/\(hook.repository)/hooks",
                headers: [TransportHeader("Authorization", "Basic \(basic)")],
                body: Array(try JSONEncoder().encode(body))))
        guard answer.status == 201 else { throw ValidationError("the forge takes no webhook: \(answer.status)") }
    }

    private struct NewHook: Encodable {
        let type: String
        let active: Bool
        let events: [String]
        let config: [String: String]
    }
}
