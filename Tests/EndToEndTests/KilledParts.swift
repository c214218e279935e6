import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import GatewayClient
import Glibc
import ServiceTesting
import Testing

/// A gateway, its sink and its forge, each a process that can be killed at any time.
struct KilledParts {
    enum Part: CaseIterable {
        case gateway, sink, forge
    }

    /// An event that came to the sink.
    struct Arrival {
        let project, id: String
        let number: Int
    }

    private static let secret = "whsec_c2FsbHlwb3J0LXNpbmstczNjcmV0LTAxMjM0NTY3"

    private let directory: String
    private let repositories: Int
    private let pushes: Int
    private(set) var gateway: SallyportProcess
    private(set) var sink: KillablePart
    private(set) var forge: KillablePart
    private(set) var running = Set(Part.allCases)

    /// Starts all of them.
    ///
    /// - Parameters:
    ///   - directory: Where they keep what they keep.
    ///   - repositories: How many the forge has.
    ///   - pushes: How many each of them gets.
    init(directory: String, repositories: Int, pushes: Int) async throws {
        (self.directory, self.repositories, self.pushes) = (directory, repositories, pushes)
        for part in ["forge", "sink"] {
            try FileManager.default.createDirectory(
                atPath: "\(directory)/\(part)", withIntermediateDirectories: true)
        }
        sink = try await KillablePart("sink", Self.sinkArguments(directory))
        forge = try await KillablePart("forge", Self.forgeArguments(directory, repositories, pushes))
        try """
        outbound: {allow: [127.0.0.0/8]}
        gateway:
          sinks: [{name: ci, type: cloudevents, url: "\(sink.url)/events", secretFrom: {env: SINK_SECRET}}]

        """.write(toFile: directory + "/sallyport.yaml", atomically: false, encoding: .utf8)
        gateway = try await Self.gateway(directory, port: FreePort.find())
    }

    mutating func kill(_ parts: [Part]) async {
        await withTaskGroup(of: Void.self) { [gateway, sink, forge] group in
            for part in parts {
                group.addTask {
                    switch part {
                    case .gateway: _ = await gateway.stop(SIGKILL)
                    case .sink: await sink.kill()
                    case .forge: await forge.kill()
                    }
                }
            }
        }
        running.subtract(parts)
    }

    mutating func start(_ part: Part) async throws {
        switch part {
        case .gateway:
            gateway = try await Self.gateway(directory, port: URL(string: gateway.gatewayURL)?.port ?? 0)
        case .sink: sink = try await KillablePart("sink", Self.sinkArguments(directory), insteadOf: sink)
        case .forge:
            forge = try await KillablePart(
                "forge", Self.forgeArguments(directory, repositories, pushes), insteadOf: forge)
        }
        running.insert(part)
    }

    /// Makes a project of each repository, and has the forge begin.
    ///
    /// - Returns: The projects' ids, by the repositories' names.
    mutating func setUp() async throws -> [String: String] {
        let anonymous = GatewayClient(baseURL: gateway.gatewayURL, transport: try SallyportProcess.transport())
        let admin = anonymous.with(token: SallyportProcess.adminToken)
        _ = try await admin.createRemoteSource(
            RemoteSourceRequest(name: "gitea", apiURL: forge.url, type: "gitea", authType: "password"))
        let login = ForgeLogin(name: "alice", password: SocketForge.password)
        _ = try await anonymous.register(userName: "alice", remoteSource: "gitea", login: login)
        let owner = anonymous.with(token: try await admin.createUserToken(for: "alice", name: "test"))
        var projects: [String: String] = [:]
        var hooks: [[String: String]] = []
        for number in 0..<repositories {
            var request = ProjectRequest(name: "r\(number)", visibility: "private")
            (request.remoteSourceName, request.repositoryPath) = ("gitea", "alice/r\(number)")
            let id = try await owner.createProject(request).id
            let secret = try await gateway.client.projectCredentials(id).webhookSecret
            projects["r\(number)"] = id
            hooks.append([
                "repository": "r\(number)", "url": "\(gateway.gatewayURL)/webhooks/\(id)", "secret": secret,
            ])
        }
        try JSONEncoder().encode(hooks).write(to: URL(filePath: directory + "/forge/hooks.json"))
        await kill([.forge])
        try await start(.forge)
        return projects
    }

    /// What came to the sink, in order.
    func arrivals() throws -> [Arrival] {
        try lines("sink/events").map { words in
            Arrival(project: words[0], id: words[1], number: try #require(Int(words[2])))
        }
    }

    /// What the forge was answered when it was told that a delivery is taken.
    func answers(of repository: String) throws -> [(number: Int, id: String)] {
        try lines("forge/\(repository).answers").map { (try #require(Int($0[0])), $0[1]) }
    }

    private func lines(_ file: String) throws -> [[String]] {
        try String(contentsOfFile: "\(directory)/\(file)", encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: " ").map(String.init)
        }
    }

    private static func gateway(_ directory: String, port: Int) async throws -> SallyportProcess {
        try await SallyportProcess(
            dataDirectory: directory + "/data", gatewayPort: port,
            arguments: ["--config", directory + "/sallyport.yaml"], environment: ["SINK_SECRET": secret])
    }

    private static func sinkArguments(_ directory: String) -> [String] { ["--events", directory + "/sink/events"] }

    private static func forgeArguments(_ directory: String, _ repositories: Int, _ pushes: Int) -> [String] {
        [
            "--directory", directory + "/forge", "--password", SocketForge.password, "--repositories",
            String(repositories), "--pushes", String(pushes),
        ]
    }
}
