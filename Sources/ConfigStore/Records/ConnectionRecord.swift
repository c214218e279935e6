import ConfigStoreAPI
import Foundation

/// A connection as it is stored.
struct ConnectionRecord: StoredObject {
    static let kind: RecordKind = "connection"

    var name: String
    var organizationID: String
    var remoteSourceID: String
    var type: ConnectionType
    var appID: String
    var installationAccount: String
    var remoteUserID: String
    var remoteUserName: String
    /// The access token or the app's private key, sealed for the record's id and the field `secret`.
    var sealedSecret: String
    var secretFingerprint: String
    var expiresAt: Date?
    var needsToken: Bool
    var creationTime: Date
    var updateTime: Date

    /// One name in each organization.
    static let nameSpace = "connection.name"

    static func nameClaim(organization: String, name: String) -> Claim { Claim(nameSpace, "\(organization)/\(name)") }

    var nameClaim: Claim { Self.nameClaim(organization: organizationID, name: name) }
}

extension Connection {
    init(_ stored: Stored<ConnectionRecord>) {
        let value = stored.value
        self.init(
            id: stored.id, name: value.name, organizationID: value.organizationID,
            remoteSourceID: value.remoteSourceID, type: value.type, appID: value.appID,
            installationAccount: value.installationAccount, remoteUserID: value.remoteUserID,
            remoteUserName: value.remoteUserName, secretFingerprint: value.secretFingerprint,
            expiresAt: value.expiresAt, needsToken: value.needsToken, creationTime: value.creationTime,
            updateTime: value.updateTime, revision: stored.revision)
    }
}
