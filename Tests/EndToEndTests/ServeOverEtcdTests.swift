import CurlTransport
import EtcdAccess
import EtcdServing
import Foundation
import Glibc
import HTTPTransport
import ServiceTesting
import Testing

@Suite("sallyport serve over etcd", .serviceLogs, .timeLimit(.minutes(3)))
struct ServeOverEtcdTests {
    private static func send(
        _ method: String, _ url: String, body: String = "", revision: String? = nil
    ) async throws -> TransportResponse {
        var headers = [
            TransportHeader("Authorization", "token \(SallyportProcess.adminToken)", isSensitive: true),
            TransportHeader("Content-Type", "application/json"),
        ]
        if let revision { headers.append(TransportHeader("X-Sallyport-Revision", revision)) }
        return try await SallyportProcess.transport().send(
            TransportRequest(method: method, url: url, headers: headers, body: Array(body.utf8)))
    }

    @Test("shows what was written through one instance on another one that is told the revision, through the gateways")
    func ownWrites() async throws {
        try await EtcdServer.with { server in
            try await DurabilityTests.withDirectory { directory in
                let endpoint = try #require(server.settings.endpoints.first)
                var processes: [SallyportProcess] = []
                for number in 0..<2 {
                    processes.append(
                        try await SallyportProcess(
                            dataDirectory: "\(directory)/\(number)",
                            environment: [
                                "SALLYPORT_STORE": "etcd://\(endpoint)",
                                "SALLYPORT_KEYRING_FILE": "\(directory)/keyring.json",
                            ]))
                }
                for number in 0..<5 {
                    let (first, second) = (processes[number % 2].gatewayURL, processes[(number + 1) % 2].gatewayURL)
                    let made = try await Self.send(
                        "POST", first + "/api/v1alpha/remotesources",
                        body: """
                            {"name":"forge\(number)","apiurl":"https://git.example.com","type":"gitea",
                            "auth_type":"password"}
                            """)
                    #expect(made.status == 201, "\(String(decoding: made.body, as: UTF8.self))")
                    let revision = try #require(made.headers.first(named: "X-Sallyport-Revision"))
                    let found = try await Self.send(
                        "GET", second + "/api/v1alpha/remotesources/forge\(number)", revision: revision)
                    #expect(found.status == 200)
                }
                for process in processes { #expect(await process.stop(SIGTERM) == 0) }
            }
        }
    }

    @Test("is refused a store that is none, with what is needed")
    func refusals() async throws {
        for store in ["etcd://", "etcd://host", "redis://host:1", "etcd://host:1/x", "etcd://host:99999"] {
            try await DurabilityTests.withDirectory { directory in
                try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
                let result = try await CommandRun(
                    ["serve"], environment: ["SALLYPORT_STORE": store], in: directory
                ).result
                #expect(result.status != 0)
                #expect(result.errors.contains("SALLYPORT_STORE: etcd://HOST:PORT"), "\(result)")
            }
        }
    }
}
