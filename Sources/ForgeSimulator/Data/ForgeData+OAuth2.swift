import Crypto
import Foundation
import ServiceKit

/// What a client sends to the token endpoint.
struct ForgeTokenRequest: Decodable, Sendable {
    var grant_type: String?
    var client_id: String?
    var client_secret: String?
    var code: String?
    var code_verifier: String?
    var redirect_uri: String?
    var refresh_token: String?
}

extension ForgeData {
    mutating func addCode(
        for user: ForgeUser, clientID: String, redirectURI: String, challenge: String, method: String
    ) -> String {
        let code = Base64URL.encode(ForgeSecret.bytes(32))
        codes.append(
            ForgeOAuth2Code(
                code: code, userID: user.id, clientID: clientID, redirectURI: redirectURI, challenge: challenge,
                challengeMethod: method, expires: now().addingTimeInterval(ForgeOAuth2Code.lifetimeSeconds)))
        if codes.count > Self.maxGrants { codes.removeFirst() }
        let time = now()
        users[user.id]?.lastLogin = time
        return code
    }

    mutating func grantTokens(_ request: ForgeTokenRequest) throws(ForgeGrantProblem) -> ForgeGrant {
        let clientID = request.client_id ?? ""
        guard let application = applications.first(where: { $0.clientID == clientID }) else {
            throw .unknownClient(id: clientID)
        }
        guard ConstantTime.equal(Array((request.client_secret ?? "").utf8), Array(application.clientSecret.utf8))
        else { throw .wrongSecret }
        switch request.grant_type {
        case "authorization_code": return tokens(for: try userID(exchanging: request), application)
        case "refresh_token": return tokens(for: try userID(refreshing: request, application), application)
        default: throw .unsupportedGrantType
        }
    }

    private mutating func userID(exchanging request: ForgeTokenRequest) throws(ForgeGrantProblem) -> Int64 {
        guard let index = codes.firstIndex(where: { $0.code == request.code }) else { throw .wrongCode }
        let code = codes[index]
        guard code.clientID == request.client_id, code.redirectURI == request.redirect_uri, code.expires > now(),
            Self.verifies(code, request.code_verifier ?? "")
        else { throw .wrongCode }
        // Only what succeeds uses the code up.
        codes.remove(at: index)
        return code.userID
    }

    private static func verifies(_ code: ForgeOAuth2Code, _ verifier: String) -> Bool {
        switch code.challengeMethod {
        case "S256": Base64URL.encode(SHA256.hash(data: Data(verifier.utf8))) == code.challenge
        case "plain": verifier == code.challenge
        default: code.challenge.isEmpty
        }
    }

    private mutating func userID(
        refreshing request: ForgeTokenRequest, _ application: ForgeOAuth2Application
    ) throws(ForgeGrantProblem) -> Int64 {
        guard !faults.refusesRefresh,
            let index = refreshTokens.firstIndex(where: { $0.token == request.refresh_token }),
            refreshTokens[index].clientID == request.client_id,
            !dialect.refresh.needsRedirectURI || application.redirectURIs.contains(request.redirect_uri ?? "")
        else { throw .unknownRefreshToken }
        if faults.rotatesRefreshTokens {
            guard !refreshTokens[index].isUsed else { throw .usedRefreshToken }
            refreshTokens[index].isUsed = true
        }
        if dialect.refresh.endsAccessToken {
            let ended = refreshTokens[index].accessToken
            accessTokens.removeAll { $0.token == ended }
        }
        return refreshTokens[index].userID
    }

    private mutating func tokens(for userID: Int64, _ application: ForgeOAuth2Application) -> ForgeGrant {
        let access = ForgeAccessToken(
            token: Base64URL.encode(ForgeSecret.bytes(32)), userID: userID,
            expires: now().addingTimeInterval(Double(accessTokenLifetimeSeconds)))
        let refresh = ForgeRefreshToken(
            token: Base64URL.encode(ForgeSecret.bytes(32)), userID: userID, clientID: application.clientID,
            accessToken: access.token)
        accessTokens.append(access)
        if accessTokens.count > Self.maxGrants { accessTokens.removeFirst() }
        refreshTokens.append(refresh)
        if refreshTokens.count > Self.maxGrants { refreshTokens.removeFirst() }
        return ForgeGrant(
            accessToken: access.token, refreshToken: refresh.token, lifetimeSeconds: accessTokenLifetimeSeconds,
            created: now())
    }
}

/// What the token endpoint gives.
struct ForgeGrant: Sendable {
    let accessToken: String
    let refreshToken: String
    let lifetimeSeconds: Int
    let created: Date
}

/// Why the token endpoint gives nothing.
enum ForgeGrantProblem: Error, Sendable {
    case unknownClient(id: String)
    case wrongSecret
    /// The code, or what was said with it.
    case wrongCode
    case unknownRefreshToken, usedRefreshToken, unsupportedGrantType
}
