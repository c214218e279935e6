import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

// Bodies of organizations' connections.

struct ConnectionBody: Encodable {
    let id: String
    let name: String
    let organization_id: String
    let remote_source_id: String
    let type: String
    let app_id: String
    let installation_account: String
    let remote_user_id: String
    let remote_user_name: String
    let secret_fingerprint: String
    let expires_at: String?
    let needs_token: Bool
    let creation_time: String
    let update_time: String

    init(_ connection: Connection) {
        id = connection.id
        name = connection.name
        organization_id = connection.organizationID
        remote_source_id = connection.remoteSourceID
        type = connection.type.rawValue
        app_id = connection.appID
        installation_account = connection.installationAccount
        remote_user_id = connection.remoteUserID
        remote_user_name = connection.remoteUserName
        secret_fingerprint = connection.secretFingerprint
        expires_at = connection.expiresAt.map(ProjectSetUpBody.text)
        needs_token = connection.needsToken
        creation_time = ProjectSetUpBody.text(connection.creationTime)
        update_time = ProjectSetUpBody.text(connection.updateTime)
    }
}

struct ConnectionRequestBody: Decodable {
    let name: String?
    let remote_source_name: String?
    let type: String?
    let access_token: String?
    let app_id: String?
    let installation_account: String?
    let app_private_key: String?
    /// RFC 3339.
    let expires_at: String?

    /// What the configstore is asked, but for what the forge says.
    var new: CreateConnectionRequest {
        get throws {
            CreateConnectionRequest(
                name: name, remoteSourceRef: remote_source_name, type: type, accessToken: access_token, appID: app_id,
                installationAccount: installation_account, appPrivateKey: app_private_key, expiresAt: try expiry)
        }
    }

    /// The same of a change, in which a name that is empty is one that is left out.
    var change: UpdateConnectionRequest {
        get throws {
            UpdateConnectionRequest(
                name: name, accessToken: access_token, appID: app_id, installationAccount: installation_account,
                appPrivateKey: app_private_key, expiresAt: try expiry)
        }
    }

    private var expiry: Date? {
        get throws {
            guard let expires_at else { return nil }
            if let time = JSONCoding.time(expires_at) { return time }
            throw ServiceError(
                code: "invalidConnection",
                violations: Violations([
                    Violation("expires_at", "invalidTime", "a time such as 2027-01-31T12:00:00Z is needed")
                ]))
        }
    }
}
