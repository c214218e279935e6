import Crypto
import CryptoExtras
import Foundation

/// An app of GitHub's: it proves itself with tokens that it signs with its private key.
struct ForgeApp: Sendable {
    let id: Int64
    let clientID: String
    let name: String
    let publicKey: _RSA.Signing.PublicKey
}

/// An app in an organization or a person's account; a user of its own acts for it.
struct ForgeInstallation: Sendable {
    let id: Int64
    let appID: Int64
    let ownerID: Int64
    let userID: Int64
    var isSuspended = false
}

struct ForgeInstallationToken: Sendable {
    static let lifetimeSeconds = 3600.0

    let token: String
    let userID: Int64
    let expires: Date
}

extension ForgeData {
    private struct Header: Decodable { let alg: String }

    private struct Claims: Decodable {
        let iss: String
        let iat: Double
        let exp: Double
    }

    /// Whose own token this is: signed with the app's key (RS256), made not in the future and good for ten minutes at
    /// the most.
    func app(token: String) -> ForgeApp? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.decoded(Header.self, parts[0]), header.alg == "RS256",
            let claims = Self.decoded(Claims.self, parts[1]), let signature = Self.bytes(parts[2]),
            let app = apps.first(where: { $0.clientID == claims.iss || String($0.id) == claims.iss })
        else { return nil }
        let time = now().timeIntervalSince1970
        guard claims.iat <= time, claims.exp > time, claims.exp <= time + 600 else { return nil }
        let isSigned = app.publicKey.isValidSignature(
            .init(rawRepresentation: signature), for: Data("\(parts[0]).\(parts[1])".utf8), padding: .insecurePKCS1v1_5)
        return isSigned ? app : nil
    }

    private static func decoded<Value: Decodable>(_ type: Value.Type, _ part: Substring) -> Value? {
        bytes(part).flatMap { try? JSONDecoder().decode(type, from: $0) }
    }

    private static func bytes(_ part: Substring) -> Data? {
        let text = part.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
    }

    func installationUser(token: String) -> ForgeUser? {
        guard let found = installationTokens.first(where: { $0.token == token }), found.expires > now() else {
            return nil
        }
        return users[found.userID]
    }

    mutating func addToken(for installation: ForgeInstallation) -> ForgeJSON {
        let token = ForgeInstallationToken(
            token: "ghs_" + ForgeSecret.hex(18), userID: installation.userID,
            expires: now().addingTimeInterval(ForgeInstallationToken.lifetimeSeconds))
        installationTokens.append(token)
        if installationTokens.count > Self.maxGrants { installationTokens.removeFirst() }
        return [
            "token": .string(token.token), "expires_at": ForgeLinks.time(token.expires),
            "permissions": ["administration": "write", "contents": "read", "metadata": "read", "statuses": "write"],
            "repository_selection": "all",
        ]
    }

    func gitHubJSON(_ installation: ForgeInstallation, of owner: ForgeUser, _ app: ForgeApp) -> ForgeJSON {
        [
            "id": .int(installation.id), "account": owner.gitHubJSON(links), "repository_selection": "all",
            "access_tokens_url": .string(links.gitHub("app/installations/\(installation.id)/access_tokens")),
            "repositories_url": .string(links.gitHub("installation/repositories")),
            "html_url": .string(links.web("organizations/\(owner.name)/settings/installations/\(installation.id)")),
            "app_id": .int(app.id), "app_slug": .string(app.name), "target_id": .int(owner.id),
            "target_type": owner.isOrganization ? "Organization" : "User",
            "suspended_at": installation.isSuspended ? ForgeLinks.time(now()) : .null,
        ]
    }
}

extension ForgeState {
    /// Adds an app.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - clientID: Its client id.
    ///   - privateKey: An RSA key in PEM form, of which only the public half is kept.
    /// - Returns: The app's id.
    package func addApp(_ name: String, clientID: String, privateKey: String) -> Int64 {
        guard let key = try? _RSA.Signing.PrivateKey(pemRepresentation: privateKey) else {
            preconditionFailure("an app needs an RSA key in PEM form")
        }
        return withData { data in
            precondition(data.apps.count < ForgeData.maxApplications, "a simulator has at most 100 apps")
            let app = ForgeApp(
                id: data.nextID(.application), clientID: clientID, name: name, publicKey: key.publicKey)
            data.apps.append(app)
            return app.id
        }
    }

    /// Installs an app in an organization or a person's account, for all of their repositories.
    ///
    /// - Returns: The installation's id.
    @discardableResult
    package func installApp(_ id: Int64, for owner: String, isSuspended: Bool = false) -> Int64 {
        withData { data in
            guard let app = data.apps.first(where: { $0.id == id }), let account = data.user(named: owner),
                data.users.count < ForgeData.maxUsers
            else { preconditionFailure("add the app and \(owner) first") }
            var bot = ForgeUser(id: data.nextID(.user), name: "\(app.name)[bot]", created: data.now())
            bot.installationOwnerID = account.id
            data.users[bot.id] = bot
            let installation = ForgeInstallation(
                id: data.nextID(.application), appID: id, ownerID: account.id, userID: bot.id, isSuspended: isSuspended)
            data.installations.append(installation)
            return installation.id
        }
    }

    /// How many requests a user may send in an hour from now on.
    package var requestsPerHour: Int {
        get { withData { $0.requestsPerHour } }
        set { withData { $0.requestsPerHour = newValue } }
    }
}
