import Foundation
import HTTPTransport
import RemoteSources
import Synchronization
import Testing

@Suite("An app's installation")
struct InstallationTests {
    /// A forge that gives `t1`, `t2` … to whoever comes as the app, and answers whatever the other requests get.
    private final class Forge: HTTPTransport {
        let made = Mutex(0)
        let requests = Mutex<[String]>([])
        let refused = Mutex<Set<String>>([])
        let lifetime: Int
        let isSuspended: Bool

        init(lifetime: Int = 3600, isSuspended: Bool = false) {
            self.lifetime = lifetime
            self.isSuspended = isSuspended
        }

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            let path = String(request.url.dropFirst("https://h".count))
            let credential = request.headers.first(named: "authorization") ?? ""
            let token = String(credential.split(separator: " ").last ?? "")
            requests.withLock { $0.append("\(request.method) \(path)") }
            await Task.yield()
            if refused.withLock({ $0.contains(token) }) { return TransportResponse(status: 401) }
            if path.hasPrefix("/installations/") {
                let id = String(path.split(separator: "/")[1])
                if request.method == "GET" {
                    guard !id.hasPrefix("none") else { return TransportResponse(status: 404) }
                    return answer(#"{"id":"\#(id)","suspended":\#(isSuspended)}"#)
                }
                let number = made.withLock { made in
                    made += 1
                    return made
                }
                return answer(#"{"token":"t\#(number)-\#(id)","expires_in":\#(lifetime)}"#)
            }
            return answer(path == "/installation" ? #"["\#(token)"]"# : #"{"id":"1","login":"\#(token)"}"#)
        }

        private func answer(_ body: String) -> TransportResponse {
            TransportResponse(status: 200, headers: [.init("Content-Type", "application/json")], body: Array(body.utf8))
        }
    }

    private final class Clock: Sendable {
        let seconds = Mutex(HostFixture.now)
        func pass(_ more: Double) { seconds.withLock { $0 += more } }
    }

    private func session(_ forge: Forge, _ clock: Clock = Clock()) -> RemoteSourceSession {
        RemoteSourceSession(
            driver: TestDriver(),
            host: DriverHost(
                transport: forge, now: { Date(timeIntervalSince1970: clock.seconds.withLock { $0 }) }, pause: { _ in }),
            connection: RemoteSourceConnection(apiURL: "https://h"),
            credentials: CredentialSet(app: AppFixture.credentials),
            deadline: .now + .seconds(60))
    }

    @Test("has a token of its own, which is made once for everybody who asks at once")
    func isMadeOnce() async throws {
        let forge = Forge()
        let session = session(forge)
        let tokens = try await withThrowingTaskGroup(of: String?.self) { group in
            for index in 0..<50 {
                group.addTask {
                    try await session.asInstallation(of: index.isMultiple(of: 2) ? "acme" : "ACME").credentials
                        .accessToken
                }
            }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(tokens == ["t1-acme"] || tokens == ["t1-ACME"])
        #expect(try await session.asInstallation(of: "other").credentials.accessToken == "t2-other")
        #expect(forge.made.withLock { $0 } == 2)
    }

    @Test("speaks with its token and never with the app's key")
    func speaks() async throws {
        let forge = Forge()
        let installed = try await session(forge).asInstallation(of: "acme")
        #expect(try await installed.currentUser().loginName == "t1-acme")
        #expect(installed.credentials.app == nil)
        // The list is the installation's own.
        #expect(try await installed.repositories().items.map(\.path) == ["t1-acme"])
        #expect(forge.requests.withLock { $0.last } == "GET /installation")
    }

    @Test("gets another token shortly before the one it has expires", arguments: [(3299.0, 1), (3301, 2), (9999, 2)])
    func renews(passed: Double, made: Int) async throws {
        let (forge, clock) = (Forge(), Clock())
        let session = session(forge, clock)
        _ = try await session.asInstallation(of: "acme")
        clock.pass(passed)
        #expect(try await session.asInstallation(of: "acme").credentials.accessToken == "t\(made)-acme")
    }

    @Test("gets another token when the forge no longer takes the one it has")
    func isRevoked() async throws {
        let forge = Forge()
        let session = session(forge)
        let installed = try await session.asInstallation(of: "acme")
        forge.refused.withLock { _ = $0.insert("t1-acme") }
        await #expect(throws: OperationError.self) { try await installed.currentUser() }
        let again = try await session.asInstallation(of: "acme")
        #expect(try await again.currentUser().loginName == "t2-acme")
    }

    @Test("is none where the app isn't installed or is suspended, and what failed is tried again")
    func isNone() async throws {
        let forge = Forge()
        let session = session(forge)
        for _ in 0..<2 {
            await #expect(throws: OperationError.driver(.notFound("the forge answered 404"))) {
                try await session.asInstallation(of: "none")
            }
        }
        #expect(forge.requests.withLock { $0.count } == 2)
        await #expect(throws: OperationError.driver(.forbidden("the app's installation is suspended"))) {
            try await self.session(Forge(isSuspended: true)).asInstallation(of: "acme")
        }
        let without = RemoteSourceSession(
            driver: TestDriver(), host: DriverHost(transport: forge),
            connection: RemoteSourceConnection(apiURL: "https://h"),
            deadline: .now + .seconds(60))
        await #expect(throws: OperationError.driver(.unauthorized("there is no app for this remote source"))) {
            try await without.asInstallation(of: "acme")
        }
    }
}
