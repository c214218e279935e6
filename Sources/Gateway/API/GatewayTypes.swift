import ConfigStoreAPI
import Foundation
import RemoteSources

// Bodies of the gateway's API, with the names that its clients know.

struct RemoteSourceBody: Encodable, Hashable {
    let id: String
    let name: String
    let auth_type: String
    let registration_enabled: Bool
    let login_enabled: Bool

    init(_ source: RemoteSource) {
        id = source.id
        name = source.name
        auth_type = source.authType
        registration_enabled = source.registrationEnabled
        login_enabled = source.loginEnabled
    }
}

struct RemoteSourceDetailsBody: Encodable {
    let id: String
    let name: String
    let apiurl: String
    let type: String
    let auth_type: String
    let oauth_2_client_id: String
    let oauth_2_client_secret_fingerprint: String
    let skip_verify: Bool
    let ssh_host_key: String
    let skip_ssh_host_key_check: Bool
    let registration_enabled: Bool
    let login_enabled: Bool

    init(_ source: RemoteSource) {
        id = source.id
        name = source.name
        apiurl = source.apiURL
        type = source.type
        auth_type = source.authType
        oauth_2_client_id = source.clientID
        oauth_2_client_secret_fingerprint = source.clientSecretFingerprint
        skip_verify = source.skipVerify
        ssh_host_key = source.sshHostKey
        skip_ssh_host_key_check = source.skipSSHHostKeyCheck
        registration_enabled = source.registrationEnabled
        login_enabled = source.loginEnabled
    }
}

struct RemoteSourceRequestBody: Decodable {
    let name: String?
    let apiurl: String?
    let type: String?
    let auth_type: String?
    let oauth_2_client_id: String?
    let oauth_2_client_secret: String?
    let skip_verify: Bool?
    let ssh_host_key: String?
    let skip_ssh_host_key_check: Bool?
    let registration_enabled: Bool?
    let login_enabled: Bool?

    var request: CreateRemoteSourceRequest {
        CreateRemoteSourceRequest(
            name: name, apiURL: apiurl, type: type, authType: auth_type, clientID: oauth_2_client_id,
            clientSecret: oauth_2_client_secret, skipVerify: skip_verify, sshHostKey: ssh_host_key,
            skipSSHHostKeyCheck: skip_ssh_host_key_check, registrationEnabled: registration_enabled,
            loginEnabled: login_enabled)
    }
}

/// A client secret to compare with the stored one, which nobody gets to see.
struct SecretCheckRequestBody: Decodable {
    let oauth_2_client_secret: String
}

struct SecretCheckBody: Encodable {
    let matches: Bool
}

struct UserBody: Encodable {
    let id: String
    let username: String

    init(_ user: User) {
        id = user.id
        username = user.name
    }
}

struct LinkedAccountBody: Encodable, Hashable {
    let id: String
    let remote_source_id: String
    let remote_user_id: String
    let remote_user_name: String
    let remote_user_avatar_url: String
    let needs_login: Bool

    init(_ account: LinkedAccount) {
        id = account.id
        remote_source_id = account.remoteSourceID
        remote_user_id = account.remoteUserID
        remote_user_name = account.remoteUserName
        remote_user_avatar_url = account.remoteUserAvatarURL
        needs_login = account.needsLogin
    }
}

struct UserDetailsBody: Encodable, Hashable {
    let id: String
    let username: String
    let tokens: [String]
    let linked_accounts: [LinkedAccountBody]

    init(_ details: UserDetails) {
        id = details.user.id
        username = details.user.name
        tokens = details.tokenNames
        linked_accounts = details.linkedAccounts.map(LinkedAccountBody.init)
    }
}

struct UserRequestBody: Decodable {
    let username: String?
}

struct UserTokenRequestBody: Decodable {
    let token_name: String?
}

struct UserTokenBody: Encodable {
    let token: String
}

/// Register and link take the names of the first pair, login and authorize those of the second.
struct SignInRequestBody: Decodable {
    let username: String?
    let remote_source_name: String?
    let remote_source_login_name: String?
    let remote_source_login_password: String?
    let login_name: String?
    let password: String?
    let one_time_password: String?
    /// Where a program on the person's own machine waits for the forge's answer.
    let loopback_port: Int?

    var login: CredentialSet.Login? {
        guard let name = remote_source_login_name ?? login_name,
            let password = remote_source_login_password ?? password
        else { return nil }
        return .init(name: name, password: password, oneTimePassword: one_time_password)
    }
}

struct SignInBody: Encodable {
    struct RemoteUserInfo: Encodable {
        let ID: String
        let LoginName: String
        let Email: String
    }

    var oauth2_redirect = ""
    var flow_secret: String?
    var token: String?
    var user: UserBody?
    var linked_account: LinkedAccountBody?
    var remote_user_info: RemoteUserInfo?
    var remote_source_name: String?

    init(_ outcome: SignInOutcome) {
        switch outcome {
        case .redirect(let url, let secret):
            oauth2_redirect = url
            flow_secret = secret
        case .registered(let details): user = UserBody(details.user)
        case .loggedIn(let details, let session):
            user = UserBody(details.user)
            token = session
        case .authorized(let remote, let source):
            remote_user_info = .init(ID: remote.id, LoginName: remote.loginName, Email: remote.email ?? "")
            remote_source_name = source.name
        case .linked(let account): linked_account = LinkedAccountBody(account)
        }
    }
}

struct CallbackBody: Encodable {
    let request_type: String
    let response: SignInBody
}

struct VersionBody: Encodable {
    let service: String
    let version: String
}

struct RemoteRepositoryBody: Encodable {
    let id: String
    let path: String
}
