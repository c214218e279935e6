import Foundation
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import ServiceTesting
import Testing

@testable import ProcessDriver

@Suite("A driver that is a process and secrets", .serviceLogs, .timeLimit(.minutes(3)))
struct DriverSecretsTests {
    private static let secrets = [
        "access-s3cret", "pass w\"ord", "0tp-654321", "client-s3cret", "code-s3cret", "verifier-s3cret",
        "refresh-s3cret", "granted-s3cret", "rotated-s3cret", "hook-s3cret", "personal-s3cret",
    ]
    private static let credentials = CredentialSet(
        accessToken: secrets[0],
        login: .init(name: "alice", password: secrets[1], oneTimePassword: secrets[2]),
        secrets: [
            .clientSecret: secrets[3], .authorizationCode: secrets[4], .codeVerifier: secrets[5],
            .refreshToken: secrets[6], .webhookSecret: secrets[9],
        ])

    /// A forge that answers a request with all of it, and with everything else that is secret.
    private struct EchoingForge: HTTPTransport {
        let answer: String

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            let known = request.headers.map(\.value) + [String(decoding: request.body, as: UTF8.self)]
            let text = answer.replacing(
                "ECHO", with: known.joined(separator: " ").replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))
            return TransportResponse(
                status: 200,
                headers: [
                    TransportHeader("Content-Type", "application/json"), TransportHeader("X-Echo", secrets[0]),
                    TransportHeader("Set-Cookie", "session=\(secrets[0])"),
                ], body: Array(text.utf8))
        }
    }

    @Test("none of them reaches it, even when the forge repeats them")
    func none() async throws {
        let record = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: record) }
        try await DriverFixture.with(["well", record]) { fixture in
            func perform<Output: Sendable>(
                _ capability: Capability, _ answer: String,
                _ operation: (any RemoteSourceDriver) async throws(DriverError) -> Call<Output>
            ) async throws -> [SecretExtraction.Kind: String] {
                let session = RemoteSourceSession(
                    driver: fixture.driver, host: DriverHost(transport: EchoingForge(answer: answer)),
                    connection: RemoteSourceConnection(apiURL: "http://forge.test"), credentials: Self.credentials,
                    deadline: .now + .seconds(50))
                return try await session.perform(capability, operation).secrets
            }
            let path = try RepositoryPath("alice/hello")
            for slot in [CredentialSlot.bearer, .token, .privateToken, .basic] {
                _ = try await perform(.userInfo, #"{"echo":"ECHO"}"#) { driver throws(DriverError) in
                    try await driver.currentUser(credential: slot)
                }
            }
            let personal = try await perform(.passwordLogin, #"{"token":"personal-s3cret","echo":"ECHO"}"#) {
                driver throws(DriverError) in
                try await driver.createToken(name: "sallyport", for: RemoteUser(id: "2", loginName: "alice"))
            }
            #expect(personal == [.accessToken: "personal-s3cret"])
            let granted = #"{"access_token":"granted-s3cret","refresh_token":"rotated-s3cret","echo":"ECHO"}"#
            let tokens = try await perform(.oauth2, granted) { driver throws(DriverError) in
                try await driver.exchangeCode(clientID: "client", redirectURI: "http://gateway.test/callback")
            }
            #expect(tokens == [.accessToken: "granted-s3cret", .refreshToken: "rotated-s3cret"])
            _ = try await perform(.oauth2Refresh, #"{"access_token":"granted-s3cret","echo":"ECHO granted-s3cret"}"#) {
                driver throws(DriverError) in
                try await driver.refreshTokens(clientID: "client", redirectURI: "http://gateway.test/callback")
            }
            _ = try await perform(.webhooks, #"{"config":{"secret":"hook-s3cret"},"echo":"ECHO"}"#) {
                driver throws(DriverError) in
                try await driver.createWebhook(url: "http://gateway.test/hook", in: path)
            }
            let reader = WebhookReader(driver: fixture.driver, type: "test", secrets: [Self.secrets[9]])
            _ = try await reader.event(
                headers: ["x-token": Self.secrets[9], "authorization": "Bearer \(Self.secrets[0])", "x-other": "kept"],
                body: Array(#"{"secret":"\#(Self.secrets[9])"}"#.utf8), now: Date())
        }
        let seen = try String(contentsOfFile: record, encoding: .utf8)
        #expect(seen.contains("<secret>") && seen.contains("kept") && seen.contains("x-echo"))
        #expect(!seen.contains("set-cookie"))
        for secret in Self.secrets {
            #expect(!seen.contains(secret) && !seen.contains(secret.replacing("\"", with: "\\\"")), "\(secret)")
            #expect(!seen.contains(Data(secret.utf8).base64EncodedString().prefix(12)), "\(secret)")
        }
    }
}
