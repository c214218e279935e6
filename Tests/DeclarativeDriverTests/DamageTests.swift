import DeclarativeDriver
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("What example drivers make of things that are not as they should be")
struct DamageTests {
    private static func outcome(_ driver: DeclarativeDriver, _ event: String, _ body: [UInt8]) async -> String {
        let headers = ["x-gogs-event": event, "x-gogs-delivery": "d1", "x-event-key": event, "x-request-id": "d1"]
        do throws(DriverError) {
            let event = try await driver.event(from: WebhookDelivery(headers: headers, body: body))
            return event.deliveryID
        } catch {
            return error.code
        }
    }

    private static let events: [String: String] = [
        "push": "push", "create_tag": "create", "create_branch": "create", "delete_branch": "delete",
        "delete_tag": "delete", "pull_request": "pull_request", "refs_updated": "repo:refs_changed",
        "refs_deleted": "repo:refs_changed", "pull_request_opened": "pr:opened",
        "repository_modified": "repo:modified",
    ]

    @Test("deliveries are read, ignored or refused, whatever was done to their bytes", arguments: Array(1...24))
    func bytes(seed: Int) async throws {
        var damage = SeededDamage(seed: UInt64(seed))
        for forge in ExampleDriver.allCases {
            let driver = try forge.driver()
            for (name, body) in try forge.deliveries().sorted(by: { $0.key < $1.key }) {
                let event = try #require(Self.events[name])
                for _ in 0..<10 {
                    let outcome = await Self.outcome(driver, event, damage.applied(to: body))
                    #expect(["d1", "invalid", "ignored"].contains(outcome), "\(name)")
                }
            }
        }
    }

    @Test("deliveries are read, ignored or refused, whichever member is missing or another value")
    func members() async throws {
        for forge in ExampleDriver.allCases {
            let driver = try forge.driver()
            for (name, body) in try forge.deliveries() {
                let event = try #require(Self.events[name])
                for (path, body) in try DamagedMembers.all(of: body) {
                    let outcome = await Self.outcome(driver, event, body)
                    #expect(["d1", "invalid", "ignored"].contains(outcome), "\(name): \(path)")
                }
            }
        }
    }

    @Test(
        "deliveries are refused when they are no JSON of their event",
        arguments: [
            "", "{", "null", "[]", #"{"ref":1}"#, String(repeating: "[", count: 200_000),
            String(repeating: #"{"repository":"#, count: 50_000), #"{"ref":"refs/heads/a","ref":"refs/heads/b"}"#,
        ])
    func noJSON(body: String) async throws {
        #expect(await Self.outcome(try ExampleDriver.gogs.driver(), "push", Array(body.utf8)) == "invalid")
    }

    @Test("answers that are none are what they are for every driver")
    func answers() async throws {
        let operations = DriverOperation.all(
            of: try ExampleDriver.gogs.driver(), repository: try ExampleDriver.gogs.repository(),
            refs: ["refs/heads/main"])
        #expect(operations.count > 10)
        for operation in operations {
            #expect(try await WrongAnswers.problems(of: operation) == [])
        }
    }

    @Test("answers are read or refused, whatever was done to their bytes", arguments: Array(1...8))
    func answers(seed: Int) async throws {
        var damage = SeededDamage(seed: UInt64(seed))
        for forge in ExampleDriver.allCases {
            for testCase in (ExchangeTests.gogs + ExchangeTests.bitbucket) where testCase.forge == forge {
                let recorded = try forge.exchanges()
                var responses = try testCase.names.map { try #require(recorded[$0]).response }
                guard let last = responses.last, !last.body.isEmpty else { continue }
                responses[responses.count - 1].body = damage.applied(to: last.body)
                let session = try forge.session(ReplayTransport(responses))
                do {
                    _ = try await testCase.run(session, try forge.repository())
                } catch let error as OperationError {
                    let codes: Set = ["unavailable", "notFound", "badAnswer", "invalid", "conflict", "unauthorized"]
                    #expect(codes.contains(error.code), "\(testCase.testDescription): \(error)")
                }
            }
        }
    }
}
