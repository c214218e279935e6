import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Glibc
import ServiceTesting
import Synchronization
import Testing

@Suite("A process that is told to stop", .serviceLogs, .timeLimit(.minutes(2)))
struct ShutdownTests {
    /// What clients have seen.
    private final class Seen: Sendable {
        struct Counts {
            var created: Set<String> = []
            /// Requests that got no answer.
            var lost = 0
            var otherAnswers: [String] = []
        }

        private let counts = Mutex(Counts())
        let enough = AsyncStream<Void>.makeStream()

        func change(_ body: (inout Counts) -> Void) {
            let created = counts.withLock { counts in
                body(&counts)
                return counts.created.count
            }
            if created >= 50 { enough.continuation.finish() }
        }

        var all: Counts { counts.withLock { $0 } }
    }

    @Test("answers every request that it has taken, and has everything that it has acknowledged")
    func drains() async throws {
        try await DurabilityTests.withDirectory { directory in
            let environment = ["SALLYPORT_DRAIN_SECONDS": "3"]
            let process = try await SallyportProcess(dataDirectory: directory, environment: environment)
            let port = try Self.port(process)
            let seen = Seen()
            let status = try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<8 { group.addTask { try await Self.createUsers(client, at: port, seen) } }
                for await _ in seen.enough.stream {}
                process.send(SIGTERM)
                try await Self.checkDraining(at: port)
                try await group.waitForAll()
                return await process.stop(0)
            }
            #expect(status == 0)
            #expect(seen.all.lost == 0)
            #expect(seen.all.otherAnswers == [])
            let again = try await SallyportProcess(dataDirectory: directory)
            for name in seen.all.created { #expect(try await again.client.user(name).name == name) }
            _ = await again.stop(SIGTERM)
        }
    }

    @Test("ends at once when it is told again")
    func twice() async throws {
        try await DurabilityTests.withDirectory { directory in
            let process = try await SallyportProcess(
                dataDirectory: directory, environment: ["SALLYPORT_DRAIN_SECONDS": "300"])
            process.send(SIGTERM)
            try await Self.checkDraining(at: try Self.port(process))
            #expect(await process.stop(SIGINT) == 1)
            #expect(process.log.contains("told to stop again"))
        }
    }

    /// Creates users one after the other on one connection, until the process asks for another one.
    private static func createUsers(_ client: Int, at port: Int, _ seen: Seen) async throws {
        let connection = try RawConnection(port: port)
        for number in 0... {
            let name = "user-\(client)-\(number)"
            let body = #"{"username":"\#(name)"}"#
            let answer = await connection.exchange(
                "POST /api/v1alpha/users HTTP/1.1\r\nHost: gateway\r\n"
                    + "Authorization: token \(SallyportProcess.adminToken)\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            guard let answer else { return seen.change { $0.lost += 1 } }
            seen.change { counts in
                if answer.status == 201 {
                    counts.created.insert(name)
                } else {
                    counts.otherAnswers.append(answer.head)
                }
            }
            if answer.asksForAnotherConnection { return }
        }
    }

    /// It says that it is not ready, lives, and answers all the same.
    private static func checkDraining(at port: Int) async throws {
        var readiness: RawConnection.Answer?
        repeat {
            readiness = try await RawConnection(port: port).exchange(get("/readyz"))
        } while readiness?.status == 200
        #expect(readiness?.status == 503 && readiness?.code == "draining")
        let life = try await RawConnection(port: port).exchange(get("/healthz"))
        #expect(life?.status == 200 && life?.asksForAnotherConnection == true)
    }

    private static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: gateway\r\n\r\n" }

    private static func port(_ process: SallyportProcess) throws -> Int {
        try #require(process.gatewayURL.split(separator: ":").last.flatMap { Int($0) })
    }
}

extension RawConnection.Answer {
    fileprivate var asksForAnotherConnection: Bool { head.lowercased().contains("connection: close") }
}
