import ConfigStoreAPI
import Foundation

/// A remote source as it is stored.
struct RemoteSourceRecord: StoredObject {
    static let kind: RecordKind = "remotesource"

    var name: String
    var apiURL: String
    var type: String
    var authType: String
    var clientID: String
    /// Sealed for the record's id and the field `clientSecret`; empty when there is none.
    var sealedClientSecret: String
    var clientSecretFingerprint: String
    var skipVerify: Bool
    var sshHostKey: String
    var skipSSHHostKeyCheck: Bool
    var registrationEnabled: Bool
    var loginEnabled: Bool
    var creationTime: Date
    var updateTime: Date

    static func nameClaim(_ name: String) -> Claim { Claim("remotesource.name", name) }
}

extension RemoteSource {
    init(_ stored: Stored<RemoteSourceRecord>) {
        let value = stored.value
        self.init(
            id: stored.id, name: value.name, apiURL: value.apiURL, type: value.type, authType: value.authType,
            clientID: value.clientID, clientSecretFingerprint: value.clientSecretFingerprint,
            skipVerify: value.skipVerify, sshHostKey: value.sshHostKey,
            skipSSHHostKeyCheck: value.skipSSHHostKeyCheck, registrationEnabled: value.registrationEnabled,
            loginEnabled: value.loginEnabled, creationTime: value.creationTime, updateTime: value.updateTime,
            revision: stored.revision)
    }
}
