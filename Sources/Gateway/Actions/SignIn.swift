import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import RemoteSources
import ServiceKit
import Validation

/// Who somebody is at a forge, and the tokens that prove it.
struct ProvenIdentity: Sendable {
    let user: RemoteUser
    /// nil where none had to be made to know who it is.
    let credentials: LinkedAccountCredentials?
}

/// What came of a sign-in.
enum SignInOutcome: Sendable {
    case redirect(url: String, flowSecret: String)
    case registered(UserDetails)
    case loggedIn(UserDetails, sessionToken: String)
    case authorized(RemoteUser, source: RemoteSource)
    case linked(LinkedAccount)
}

/// Registering, logging in and linking accounts through forges.
///
/// What can be refused without the forge is refused before it is contacted; the rest is the configstore's word.
struct SignIn: Sendable {
    /// What somebody wants.
    struct Request: Sendable {
        var purpose: OAuth2State.Purpose
        var sourceRef: String
        var userName: String?
        /// The signed-in user, for linking.
        var userID: String?
        var login: CredentialSet.Login?
        /// Where a client on the person's own machine listens for what the forge sends back; nil without one.
        var loopbackPort: Int?
        /// The client's address, for slowing failures down.
        var address: String
    }

    let forges: Forges
    let limiter: LoginLimiter
    let keys: GatewayKeys
    let configuration: GatewayConfiguration
    let now: @Sendable () -> Date

    func start(_ request: Request) async throws -> SignInOutcome {
        if request.purpose == .register { try Self.checkName(request.userName ?? "") }
        let forge = try await forges.forge(request.sourceRef)
        try await checkBeforehand(request.purpose, userName: request.userName, forge.source)
        if forge.source.authType == "oauth2" { return try await redirect(request, forge) }
        guard let login = request.login, !login.name.isEmpty, !login.password.isEmpty else {
            throw ServiceError(
                .invalid, code: "missingCredentials", "a login name and a password for the remote source are needed")
        }
        let identity = try await limited(request, login, forge)
        return try await complete(
            request.purpose, identity, forge, userName: request.userName, userID: request.userID)
    }

    private func limited(
        _ request: Request, _ login: CredentialSet.Login, _ forge: Forge
    ) async throws -> ProvenIdentity {
        let attempt = LoginLimiter.Attempt(
            address: request.address, account: "\(forge.source.id) \(login.name.prefix(255))")
        try limiter.begin(attempt)
        var outcome = LoginLimiter.Outcome.unknown
        defer { limiter.end(attempt, outcome) }
        do {
            let identity = try await passwordIdentity(login, request.purpose, forge)
            outcome = .succeeded
            return identity
        } catch let error as ServiceError where error.code == "invalidCredentials" {
            outcome = .failed
            throw error
        }
    }

    /// Where a browser has to take what a forge sent back, when the flow was started by a program on its machine.
    func loopbackPort(ofState text: String) -> Int? {
        (try? OAuth2State.open(text, key: keys.states, now: now()))?.loopbackPort
    }

    /// Finishes a flow that a forge sent back.
    ///
    /// - Parameters:
    ///   - bindings: What the client holds: its flow secret, its browser's cookie.
    ///   - userID: The signed-in user, who has to be the one who started linking.
    func finish(
        code: String, state text: String, bindings: [String], userID: String?
    ) async throws -> (OAuth2State.Purpose, SignInOutcome) {
        let state = try OAuth2State.open(text, key: keys.states, now: now())
        guard bindings.contains(where: state.isBound) else {
            throw ServiceError(
                .forbidden, code: "flowMismatch", "this flow was started by another browser or client: start again")
        }
        if state.purpose == .link, state.userID != userID {
            throw ServiceError(
                .forbidden, code: "flowMismatch", "another user started to link this account: sign in as that user")
        }
        // Before the code is sent, so that whoever comes second sends nothing.
        try await forges.configStore.consumeOAuth2State(
            ConsumeOAuth2StateRequest(id: state.id, expiresAt: state.expiresAt))
        let forge = try await forges.forge(state.sourceID)
        // Both may have changed while the person was at the forge.
        try await checkBeforehand(state.purpose, userName: state.userName, forge.source)
        let identity = try await codeIdentity(code, state, forge)
        let outcome = try await complete(
            state.purpose, identity, forge, userName: state.userName, userID: state.userID)
        return (state.purpose, outcome)
    }

    private static func checkName(_ name: String) throws {
        if let violation = NameGrammar.violation(of: name, at: "username") {
            throw ServiceError(code: "invalidUserName", violations: Violations([violation]))
        }
    }

    private func checkBeforehand(
        _ purpose: OAuth2State.Purpose, userName: String?, _ source: RemoteSource
    ) async throws {
        switch purpose {
        case .register:
            guard source.registrationEnabled else {
                throw ServiceError(
                    .forbidden, code: "registrationDisabled", "nobody can register through this remote source")
            }
            try await checkFree(userName ?? "")
        case .login:
            guard source.loginEnabled else {
                throw ServiceError(.forbidden, code: "loginDisabled", "nobody can log in through this remote source")
            }
        case .authorize, .link:
            // A source for tokens lets nobody in, whatever for.
            guard source.authType != "token" else {
                throw ServiceError(.forbidden, code: "loginDisabled", "nobody signs in through this remote source")
            }
        }
    }

    private func checkFree(_ name: String) async throws {
        do throws(ConfigStoreClientError) {
            _ = try await forges.configStore.user(name)
        } catch {
            if error.status == 404 { return }
            throw error
        }
        throw ServiceError(
            .conflict, code: "userAlreadyExists", "there is a user of this name",
            details: [Violation("username", .taken, "there is a user of this name")])
    }

    private func redirect(_ request: Request, _ forge: Forge) async throws -> SignInOutcome {
        let secret = OAuth2State.random()
        var random = SystemRandomNumberGenerator()
        let proof = PKCE(using: &random)
        let state = OAuth2State(
            id: OAuth2State.random(), purpose: request.purpose, sourceID: forge.source.id, userName: request.userName,
            userID: request.userID, verifier: proof.verifier, binding: OAuth2State.hash(secret),
            loopbackPort: request.loopbackPort, expiresAt: now().addingTimeInterval(OAuth2State.lifetimeSeconds))
        let sealed = try state.sealed(with: keys.states)
        let url = try await forges.ask(forge, unauthorized: Self.codeRefused) { session throws(OperationError) in
            try session.authorizeURL(
                clientID: forge.source.clientID, state: sealed, codeChallenge: proof.challenge,
                redirectURI: forges.redirectURI)
        }
        return .redirect(url: url, flowSecret: secret)
    }

    private static var codeRefused: ServiceError {
        ServiceError(.unauthorized, code: "codeRefused", "the forge does not accept the code: start again")
    }

    private func passwordIdentity(
        _ login: CredentialSet.Login, _ purpose: OAuth2State.Purpose, _ forge: Forge
    ) async throws -> ProvenIdentity {
        let wrong = ServiceError(
            .unauthorized, code: "invalidCredentials", "the forge does not accept this login name and password")
        let name = configuration.forgeTokenName
        return try await forges.ask(forge, unauthorized: wrong) { session throws(OperationError) in
            if purpose == .authorize {
                return ProvenIdentity(
                    user: try await session.identify(login, tokenName: "\(name)-authorize"), credentials: nil)
            }
            let signedIn = try await session.signIn(login, tokenName: name)
            return ProvenIdentity(
                user: signedIn.user, credentials: LinkedAccountCredentials(accessToken: signedIn.accessToken))
        }
    }

    private func codeIdentity(_ code: String, _ state: OAuth2State, _ forge: Forge) async throws -> ProvenIdentity {
        let secret = try await forges.configStore.remoteSourceCredentials(forge.source.id).clientSecret
        let set = CredentialSet(secrets: [.clientSecret: secret])
        let tokens = try await forges.ask(forge, set, unauthorized: Self.codeRefused) {
            session throws(OperationError) in
            try await session.exchangeCode(
                code, clientID: forge.source.clientID, verifier: state.verifier, redirectURI: forges.redirectURI)
        }
        let user = try await forges.ask(
            forge, CredentialSet(accessToken: tokens.accessToken), unauthorized: Self.codeRefused
        ) { session throws(OperationError) in try await session.currentUser() }
        return ProvenIdentity(user: user, credentials: LinkedAccountCredentials(tokens))
    }
}

extension LinkedAccountCredentials {
    /// What a forge's token endpoint gave; without a new refresh token, `refreshToken` stays in use.
    init(_ tokens: RemoteTokens, refreshToken: String = "") {
        self.init(
            accessToken: tokens.accessToken, refreshToken: tokens.refreshToken ?? refreshToken,
            expiresAt: tokens.expiresAt.map { Date(timeIntervalSince1970: $0) })
    }
}
