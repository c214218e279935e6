import Foundation
import GatewayClient
import StrictYAML
import Validation

/// A connection of an organization as a file declares it; its token or key is elsewhere.
struct ConnectionDeclaration: Declaration {
    /// Such as `bot of acme`.
    let name: String
    let renamedFrom: String?
    let connectionName: String
    let organization: String
    let remoteSource: String
    /// `token` or `app`.
    let type: String
    /// Of an app; empty otherwise, as the next one.
    let appID: String
    let installationAccount: String
    /// RFC 3339.
    let expires: String?
    let secret: SecretReference?
    let place: YAMLPlace
    let secretPlace: YAMLPlace
    let sourcePlace: YAMLPlace

    private static let types = ["token": "accessTokenFrom", "app": "privateKeyFrom"]

    /// Reads an entry of `connections`; problems go to the document.
    init(_ entry: YAMLMap) {
        (connectionName, organization) = (entry.name("name"), entry.name("organization"))
        remoteSource = entry.name("remoteSource")
        self.name = connectionName.isEmpty ? "" : "\(connectionName) of \(organization)"
        renamedFrom = entry.has("renamedFrom") ? "\(entry.name("renamedFrom")) of \(organization)" : nil
        place = entry.place(of: "name")
        sourcePlace = entry.place(of: "remoteSource")
        type = entry.string("type")
        if !type.isEmpty, Self.types[type] == nil {
            entry.problem(at: "type", .notSupported, "a connection is of the type token or app")
        }
        for key in ["accessToken", "privateKey"] where entry.has(key) {
            entry.problem(at: key, .notSupported, "a secret is not written into this file: use \(key)From")
        }
        let isApp = type == "app"
        appID = isApp ? entry.string("appID") : ""
        installationAccount = isApp ? entry.string("installationAccount") : ""
        let secretKey = Self.types[type] ?? "accessTokenFrom"
        secretPlace = entry.place(of: secretKey)
        secret = Self.types[type] == nil ? nil : SecretReference.read(secretKey, in: entry)
        let others = isApp ? ["accessTokenFrom"] : ["appID", "installationAccount", "privateKeyFrom"]
        for key in others where entry.has(key) && Self.types[type] != nil {
            entry.problem(at: key, .notSupported, "a connection of the type \(type) does not have this")
        }
        expires = entry.optionalString("expires").map { $0.contains("T") ? $0 : "\($0)T00:00:00Z" }
        if let expires, (try? Self.time(expires)) == nil {
            entry.problem(at: "expires", .notSupported, "a day such as 2027-01-31, or a time as in RFC 3339, is needed")
        }
    }

    static func time(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    /// What the gateway is asked for a new one.
    func request(secret: String) -> ConnectionRequest {
        var request = ConnectionRequest(
            name: connectionName, remoteSourceName: remoteSource, type: type, expiresAt: expires)
        request.set(secret: secret, type: type)
        if type == "app" { (request.appID, request.installationAccount) = (appID, installationAccount) }
        return request
    }
}

extension ConnectionRequest {
    /// Takes a token or a key.
    mutating func set(secret: String, type: String) {
        if type == "app" { appPrivateKey = secret } else { accessToken = secret }
    }
}

extension YAMLMap {
    /// A name of something; problems go to the document.
    fileprivate func name(_ key: String) -> String {
        let name = string(key)
        if !name.isEmpty { report(NameGrammar.violation(of: name, at: path.appending(key)), at: key) }
        return name
    }
}
