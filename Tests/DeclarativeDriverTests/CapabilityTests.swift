import DeclarativeDriver
import RemoteSources
import RemoteSourcesTesting
import StrictYAML
import Testing

@Suite("What a declarative driver can do")
struct CapabilityTests {
    @Test("is what its manifest has sections for")
    func derived() throws {
        let gogs = try ExampleDriver.gogs.driver().manifest
        #expect(
            gogs.capabilities == [
                .userInfo, .passwordLogin, .repositories, .refs, .files, .deployKeys, .webhooks, .events, .links,
            ])
        #expect(gogs.id == "declarative/gogs" && gogs.authTypes == [.password] && gogs.makesTokenFirst)
        let bitbucket = try ExampleDriver.bitbucketServer.driver().manifest
        #expect(
            bitbucket.capabilities == Set(Capability.allCases).subtracting([.appInstallations, .webhookDeliveries]))
        #expect(bitbucket.authTypes == [.oauth2, .password] && bitbucket.tokenScopes == ["REPO_ADMIN"])
        #expect(bitbucket.webhookSchemes == [.hmacSHA256Hex(header: "x-hub-signature", prefix: "sha256=")])
        var registry = DriverRegistry()
        for forge in ExampleDriver.allCases { try registry.register(try forge.driver(), as: forge.rawValue) }
        #expect(registry.all.count == 2)
    }

    @Test("is nothing more, whoever asks")
    func missing() async throws {
        let driver = try WrittenDriver.driver(WrittenDriver.user)
        #expect(driver.manifest.capabilities == [.userInfo, .oauth2])
        let path = try RepositoryPath("a/b")
        let operations: [DriverOperation] = [
            DriverOperation("createToken") {
                try await driver.createToken(name: "t", for: RemoteUser(id: "1", loginName: "a"))
            },
            DriverOperation("refresh") { try await driver.refreshTokens(clientID: "c", redirectURI: "r") },
            DriverOperation("repositories") { try await driver.repositories(page: nil) },
            DriverOperation("repository") { try await driver.repository(id: "1") },
            DriverOperation("ref") { try await driver.ref("refs/heads/main", in: path) },
            DriverOperation("file") { try await driver.file("a", at: "main", in: path) },
            DriverOperation("keys") { try await driver.deployKeys(in: path, page: nil) },
            DriverOperation("hooks") { try await driver.webhooks(in: path, page: nil) },
            DriverOperation("status") {
                try await driver.createCommitStatus(
                    CommitStatus(state: .success, context: "c", description: "d"),
                    for: String(repeating: "a", count: 40), in: path)
            },
        ]
        for operation in operations {
            await #expect("\(operation)") {
                _ = try await operation.outcome(of: ForgeResponse(status: 200))
            } throws: { error in
                (error as? DriverError)?.code == "notSupported"
            }
        }
        await #expect(throws: DriverError.notSupported("declarative/written has no capability events")) {
            _ = try await driver.event(from: WebhookDelivery(headers: [:], body: []))
        }
        #expect(driver.link(to: .tag("v1"), webURL: "https://h") == nil)
    }

    @Test(
        "finds pages, with names escaped",
        arguments: [
            (ExampleDriver.gogs, LinkTarget.branch("a b/c"), "https://h/o/r/src/a%20b/c"),
            (.gogs, .compare(base: "a", head: "b"), "https://h/o/r/compare/a...b"),
            (.bitbucketServer, .branch("a&b"), "https://h/o/r/browse?at=refs/heads/a%26b"),
            (.bitbucketServer, .pullRequest(number: 3), "https://h/o/r/pull-requests/3/overview"),
            (.bitbucketServer, .commit(sha: "abc"), "https://h/o/r/commits/abc"),
        ])
    func links(forge: ExampleDriver, target: LinkTarget, expected: String) throws {
        #expect(try forge.driver().link(to: target, webURL: "https://h/o/r") == expected)
    }

    @Test(
        "takes no path or ref that is none, and asks for nothing then",
        arguments: ["refs/heads/", "main", "refs/heads//a", ""])
    func refs(name: String) async throws {
        for forge in ExampleDriver.allCases {
            await #expect(throws: DriverError.self) {
                _ = try await forge.driver().ref(name, in: try forge.repository())
            }
        }
        await #expect(throws: DriverError.self) {
            _ = try await ExampleDriver.gogs.driver().repository(path: RepositoryPath("a/b/c"))
        }
    }

    @Test("has errors that mean what the manifest says, in the forge's words")
    func errors() async throws {
        let driver = try WrittenDriver.driver(
            WrittenDriver.user + """
                errors:
                  message: "errors[0].message"
                  rules:
                    - {status: 422, words: Already, is: conflict}
                    - {status: 418, is: rateLimited}
                    - {status: 404, words: gone for good, is: forbidden}

                """)
        func outcome(_ status: Int, _ message: String, type: String = "application/json") async throws -> String {
            let call = try await driver.currentUser(credential: .bearer)
            do throws(DriverError) {
                let response = ForgeResponse(
                    status: status, headers: ["content-type": type],
                    body: Array(#"{"errors":[{"message":"\#(message)"}]}"#.utf8))
                _ = try await call.read(response)
                return "done"
            } catch {
                return "\(error.code): \(error.message)"
            }
        }
        #expect(try await outcome(422, "it is ALREADY there") == "conflict: it is ALREADY there")
        #expect(try await outcome(422, "no") == "invalid: no")
        #expect(try await outcome(418, "tea").hasPrefix("rateLimited: "))
        #expect(try await outcome(404, "gone for good") == "forbidden: gone for good")
        #expect(try await outcome(401, "who are you") == "unauthorized: who are you")
        #expect(try await outcome(404, "x", type: "text/html").hasPrefix("unavailable: "))
        #expect(try await outcome(503, "already") == "unavailable: the forge answered 503")
    }
}
