package import Validators

/// The kinds of objects that validators can look at. Sessions and states come and go by themselves and are none.
package enum ObjectKinds {
    package static let all: [ValidatedKind] = [
        ValidatedKind("user", fields: ["id", "name", "admin", "revision", "creation_time", "update_time"]),
        ValidatedKind(
            "remotesource",
            fields: [
                "id", "name", "type", "revision", "apiurl", "auth_type", "client_id", "client_secret_fingerprint",
                "skip_verify", "ssh_host_key", "skip_ssh_host_key_check", "registration_enabled", "login_enabled",
                "creation_time", "update_time",
            ]),
        ValidatedKind(
            "linkedaccount",
            fields: [
                "id", "revision", "user_id", "remote_source_id", "remote_user_id", "remote_user_name",
                "remote_user_avatar_url", "access_token_expires_at", "needs_login", "creation_time", "update_time",
            ]),
        ValidatedKind("usertoken", fields: ["id", "name", "user_id", "creation_time"]),
        ValidatedKind("organization"),
        ValidatedKind("organizationmember"),
        ValidatedKind("organizationinvitation"),
        ValidatedKind("projectgroup", isInTree: true),
        ValidatedKind("project", isInTree: true),
        ValidatedKind("secret", isInTree: true),
        ValidatedKind("variable", isInTree: true),
    ]
}
