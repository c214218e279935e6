import ForgeSimulator
import Foundation
import HTTPTransport
import RemoteSources
import Testing

/// A simulator with a user, a client, and a proof key.
struct OAuth2Flow {
    let fixture: ForgeFixture
    let application: ForgeOAuth2Application
    let pkce: PKCE

    init(kind: ForgeKind = .gitea) {
        fixture = ForgeFixture(kind: kind)
        fixture.state.addUser("alice", password: "password")
        application = fixture.state.addOAuth2Application("Sally & port", redirectURIs: [ForgeFixture.redirectURI])
        var generator = SystemRandomNumberGenerator()
        pkce = PKCE(using: &generator)
    }

    var session: RemoteSourceSession {
        fixture.session(CredentialSet(secrets: [.clientSecret: application.clientSecret]))
    }

    func authorizePath() throws -> String {
        let url = try session.authorizeURL(
            clientID: application.clientID, state: "st&1", codeChallenge: pkce.challenge,
            redirectURI: ForgeFixture.redirectURI)
        return String(url.dropFirst(fixture.url.count))
    }

    func code() async throws -> String {
        let query = ForgeFixture.query(of: try await fixture.consent(to: try authorizePath()))
        #expect(query["state"] == "st&1")
        return try #require(query["code"])
    }

    func tokens() async throws -> RemoteTokens {
        try await session.exchangeCode(
            try await code(), clientID: application.clientID, verifier: pkce.verifier,
            redirectURI: ForgeFixture.redirectURI)
    }

    func refresh(_ token: String?) async throws -> RemoteTokens {
        try await session.refreshTokens(
            token ?? "", clientID: application.clientID, redirectURI: ForgeFixture.redirectURI)
    }

    func user(_ tokens: RemoteTokens) async throws -> RemoteUser {
        try await fixture.session(CredentialSet(accessToken: tokens.accessToken)).currentUser()
    }
}
