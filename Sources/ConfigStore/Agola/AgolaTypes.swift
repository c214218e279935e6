import ConfigStoreAPI
import Foundation

// What Agola stores, with its names; it leaves out what is empty. Both of its formats are read: the older one has accounts
// and tokens within users, the newer one times, and objects of their own for those.

struct AgolaUser: Decodable {
    let name: String?
    let admin: Bool?
    let secret: String?
    let password: String?
    let linked_accounts: [String: AgolaLinkedAccount]?
    let tokens: [String: String]?
}

struct AgolaToken: Decodable {
    let name: String?
    let value: String?
    let user_id: String?
}

struct AgolaLinkedAccount: Decodable {
    let id: String?
    let user_id: String?
    let remote_user_id: String?
    let remote_username: String?
    let remote_user_avatar_url: String?
    let remote_source_id: String?
    let user_access_token: String?
    let oauth2_access_token: String?
    let oauth2_refresh_token: String?
    let oauth_2_access_token_expires_at: Date?
}

struct AgolaOrganization: Decodable {
    let name: String?
    let visibility: String?
    let created_at: Date?
}

struct AgolaMember: Decodable {
    let organization_id: String?
    let user_id: String?
    let member_role: String?
}

struct AgolaInvitation: Decodable {
    let organizationId: String?
    let organization_id: String?
    let userId: String?
    let user_id: String?
    let role: String?
}

struct AgolaParent: Decodable {
    let type: String?
    let id: String?
}

struct AgolaGroup: Decodable {
    let name: String?
    let parent: AgolaParent?
    let visibility: String?
}

struct AgolaProject: Decodable {
    let name: String?
    let secret: String?
    let parent: AgolaParent?
    let visibility: String?
    let remote_repository_config_type: String?
    let remote_source_id: String?
    let linked_account_id: String?
    let repository_id: String?
    let repository_path: String?
    let ssh_private_key: String?
    let skip_ssh_host_key_check: Bool?
    let webhook_secret: String?
    let pass_vars_to_forked_pr: Bool?
    let default_branch: String?
    let members_can_perform_run_actions: Bool?
}

struct AgolaRemoteSource: Decodable {
    let name: String?
    let apiurl: String?
    let skip_verify: Bool?
    let type: String?
    let auth_type: String?
    let client_id: String?
    let client_secret: String?
    let ssh_host_key: String?
    let skip_ssh_host_key_check: Bool?
    let registration_enabled: Bool?
    let login_enabled: Bool?
}

struct AgolaSecret: Decodable {
    let name: String?
    let parent: AgolaParent?
    let type: String?
    let data: [String: String]?
}

struct AgolaVariable: Decodable {
    let name: String?
    let parent: AgolaParent?
    let values: [VariableValueRequest]?
}

/// When an object was made and last changed, where that is known.
struct AgolaTimes: Decodable {
    let creationTime: Date?
    let updateTime: Date?

    /// Agola writes a time that is not known as one of the year 1.
    static func known(_ time: Date?) -> Date? {
        time.flatMap { $0.timeIntervalSince1970 > 0 ? $0 : nil }
    }
}
