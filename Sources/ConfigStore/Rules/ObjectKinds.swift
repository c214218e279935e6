package import Validators

/// The kinds of objects that validators can look at, with the fields that the API answers.
///
/// Sessions and states come and go by themselves and are none. Validators are none either: nothing that one of them says
/// can keep an administrator from taking it away.
package enum ObjectKinds {
    package static let all: [ValidatedKind] = [
        ValidatedKind(
            "remotesource", isInTree: false,
            fields: stored.union([
                "name", "type", "apiurl", "auth_type", "client_id", "client_secret_fingerprint", "skip_verify",
                "ssh_host_key", "skip_ssh_host_key_check", "registration_enabled", "login_enabled",
            ])),
        ValidatedKind("user", fields: stored.union(["name", "admin"])),
        ValidatedKind(
            "linkedaccount",
            fields: stored.union([
                "user_id", "remote_source_id", "remote_user_id", "remote_user_name", "remote_user_avatar_url",
                "access_token_expires_at", "needs_login",
            ])),
        ValidatedKind("usertoken", fields: ["id", "name", "user_id", "creation_time"]),
        ValidatedKind("org", fields: stored.union(["name", "visibility"])),
        ValidatedKind("orgmember", fields: ["user", "role"]),
        ValidatedKind(
            "orginvitation", fields: ["id", "user", "organization", "role", "creation_time", "revision"]),
        ValidatedKind(
            "connection",
            fields: stored.union([
                "name", "organization_id", "remote_source_id", "type", "app_id", "installation_account",
                "remote_user_id", "remote_user_name", "secret_fingerprint", "expires_at", "needs_token",
            ])),
        ValidatedKind("projectgroup", fields: held),
        ValidatedKind(
            "project",
            fields: held.union([
                "remote_repository_config_type", "remote_source_id", "linked_account_id",
                "linked_account_user_id", "connection_id", "repository_id", "repository_path", "clone_url",
                "clone_user", "ssh_host_key", "skip_ssh_host_key_check",
                "ssh_private_key_fingerprint", "clone_password_fingerprint", "default_branch",
                "pass_vars_to_forked_pr", "members_can_perform_run_actions", "poll_interval_seconds", "set_up",
            ])),
        ValidatedKind("secret", fields: stored.union(["name", "type", "parent", "keys", "data_fingerprint"])),
        ValidatedKind("variable", fields: stored.union(["name", "parent", "values"])),
    ]

    private static let stored: Set = ["id", "revision", "creation_time", "update_time"]
    private static let held = stored.union([
        "name", "path", "parent_path", "parent_id", "owner_type", "owner_id", "visibility", "global_visibility",
    ])
}
