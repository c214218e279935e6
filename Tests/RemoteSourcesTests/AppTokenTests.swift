import Foundation
import HTTPTransport
import RemoteSources
import Testing

@Suite("An app's own token")
struct AppTokenTests {
    private let request = ForgeRequest("GET", ["app"], credential: .appToken)

    @Test("is the one that openssl signs", arguments: [AppFixture.pkcs1, AppFixture.pkcs8, AppFixture.pkcs1 + "\n"])
    func isSigned(key: String) async throws {
        let fixture = HostFixture([.json("{}")])
        let app = AppCredentials(issuer: AppFixture.issuer, privateKey: key)
        _ = try await fixture.perform(request, credentials: CredentialSet(app: app))
        let sent = try #require(fixture.transport.requests.first)
        let header = try #require(sent.headers.first { $0.name == "Authorization" })
        #expect(header.value == "Bearer \(AppFixture.token)")
        #expect(header.isSensitive)
        #expect(sent.body.isEmpty)
    }

    @Test(
        "needs an RSA key that is strong enough",
        arguments: ["", "key", AppFixture.weak, String(AppFixture.pkcs1.dropLast(90))])
    func needsKey(key: String) async {
        let fixture = HostFixture([])
        let app = AppCredentials(issuer: "1", privateKey: key)
        let error = await fixture.error(of: request, credentials: CredentialSet(app: app))
        #expect(
            error
                == .driver(
                    .invalid(field: "privateKey", message: "an app needs an RSA key of at least 2048 bits in PEM form"))
        )
        #expect(fixture.transport.requests.isEmpty)
    }

    @Test("is not sent without an app")
    func needsApp() async {
        let fixture = HostFixture([])
        #expect(await fixture.error(of: request)?.code == "unauthorized")
    }

    @Test("is kept out of errors, and so is the key out of descriptions")
    func isKeptSecret() async {
        let fixture = HostFixture([.status(200, [:], "no \(AppFixture.token)")])
        let credentials = CredentialSet(app: AppFixture.credentials)
        let call = Call<Int>(request) { response throws(DriverError) in
            throw .unavailable(String(decoding: response.body, as: UTF8.self))
        }
        await #expect(throws: OperationError.driver(.unavailable("no <secret>"))) {
            try await fixture.perform(call, credentials: credentials)
        }
        var shown = ""
        dump(credentials, to: &shown)
        dump(AppFixture.credentials, to: &shown)
        shown += "\(credentials) \(AppFixture.credentials) \(String(reflecting: AppFixture.credentials))"
        #expect(!shown.contains("PRIVATE") && !shown.contains(AppFixture.pkcs1.dropFirst(60).prefix(20)))
    }
}
