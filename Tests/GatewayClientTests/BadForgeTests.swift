import CurlTransport
import ForgeSimulator
import Foundation
import Gateway
import GatewayClient
import HTTPTransport
import ServiceKit
import ServiceTesting
import Testing

/// A way in which a forge fails, and what the gateway says then.
struct BadForge: Sendable, CustomTestStringConvertible {
    let name: String
    let expected: String
    var timeout: Duration = .seconds(20)
    var faults = ForgeFaults()

    init(_ name: String, _ expected: String, timeout: Duration = .seconds(20), _ change: (inout ForgeFaults) -> Void) {
        (self.name, self.expected, self.timeout) = (name, expected, timeout)
        change(&faults)
    }

    var testDescription: String { name }

    static let all = [
        BadForge("slow", "504 forgeTimedOut", timeout: .milliseconds(400)) { $0.delay = .seconds(600) },
        BadForge("dropped connections", "502 forgeUnavailable") { $0.dropsConnections = true },
        BadForge("HTML", "502 forgeBadAnswer") { $0.answersHTML = true },
        BadForge("a length that lies", "502 forgeBadAnswer") { $0.contentLengthLie = 100_000 },
        BadForge("a gigabyte", "502 forgeBadAnswer") { $0.endlessBytes = 1 << 30 },
        BadForge("500", "502 forgeBadAnswer") { $0.status = 500 },
        BadForge("503", "502 forgeBadAnswer") { $0.status = 503 },
        BadForge("429", "503 forgeRateLimited") { $0.status = 429 },
    ]
}

@Suite("Bad forges, over real sockets", .serviceLogs, .timeLimit(.minutes(2)))
struct BadForgeTests {
    /// A gateway that reaches a forge on a socket through libcurl. The forge is gone after the first `body`.
    private static func onSocket(
        _ body: (ContractFixture) async throws -> Void, afterwards: (ContractFixture) async throws -> Void = { _ in }
    ) async throws {
        let forge = ForgeSimulator(
            configuration: ForgeSimulatorConfiguration(listen: ListenAddress(host: "127.0.0.1", port: 0), rootURL: ""),
            logger: TestLog.current.logger(service: "forge"))
        let curl = CurlTransport(configuration: .init(outboundAllow: [try AddressRange("127.0.0.0/8")]))
        defer { curl.shutdown() }
        let running = Task { try? await forge.run() }
        defer { running.cancel() }
        let url = await forge.bound.url
        try await ContractFixture.with(forge: forge, apiURL: url, transport: curl) { fixture in
            try await body(fixture)
            running.cancel()
            await running.value
            try await afterwards(fixture)
        }
    }

    /// The most memory that this process has had, in bytes.
    private static func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(Int(line.filter(\.isNumber))) * 1024
    }

    @Test("are answered with what they did, in bounded time and memory", arguments: BadForge.all)
    func bad(_ bad: BadForge) async throws {
        try await Self.onSocket { fixture in
            fixture.state.addRepository("r", owner: "alice")
            let alice = try await fixture.user("alice", through: "gitea")
            let short = GatewayClient(
                baseURL: "http://gateway", transport: fixture.gateway.transport, timeout: bad.timeout)
            let token = try await alice.createUserToken(for: "alice", name: "short")
            let memory = try Self.peakMemory()
            fixture.state.faults = bad.faults
            let listed = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await short.with(token: token).remoteRepositories(of: "gitea")
            }
            let login = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await short.login(remoteSource: "gitea", login: ContractFixture.login("alice"))
            }
            for error in [listed, login] {
                #expect(error.summary == bad.expected, "\(error)")
                #expect((error.retryAfterSeconds ?? 0 > 20) == (bad.faults.status == 429))
            }
            #expect(try Self.peakMemory() - memory < 400 * 1024 * 1024)
            fixture.state.faults = ForgeFaults()
            if bad.faults.status == 429 {
                // It asked to be left alone for longer than this takes: it is, by that account and no other.
                let again = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await alice.remoteRepositories(of: "gitea")
                }
                #expect(again.summary == bad.expected)
                let bob = try await fixture.user("bob", through: "gitea")
                #expect(try await bob.remoteRepositories(of: "gitea").items.isEmpty)
            } else {
                let found = try await alice.remoteRepositories(of: "gitea")
                #expect(found.items.count == 1)
            }
        }
    }

    @Test("that are down are said to be")
    func down() async throws {
        try await Self.onSocket { fixture in
            _ = try await fixture.user("alice", through: "gitea")
        } afterwards: { fixture in
            let error = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await fixture.anonymous.login(remoteSource: "gitea", login: ContractFixture.login("alice"))
            }
            #expect(error.summary == "502 forgeUnavailable")
        }
    }

    @Test("hold a request no longer than its Sallyport-Timeout says")
    func timeoutHeader() async throws {
        try await Self.onSocket { fixture in
            fixture.state.faults.delay = .seconds(600)
            let body = #"{"remote_source_name":"gitea","login_name":"alice","password":"b"}"#
            // A transport in this process says the header itself unless the deadline is far away.
            let answer = try await fixture.gateway.transport.send(
                TransportRequest(
                    method: "POST", url: "http://gateway/api/v1alpha/auth/login",
                    headers: [TransportHeader("Sallyport-Timeout", "300")], body: Array(body.utf8),
                    deadline: .now + .seconds(3600)))
            #expect(answer.status == 504)
            #expect(String(decoding: answer.body, as: UTF8.self).contains("forgeTimedOut"))
        }
    }
}
