import Validation

/// The values of organizations and of the tree of groups and projects.
extension Schema {
    package static var visibility: Schema { .word("public", "private") }

    package static var role: Schema { .word("owner", "member") }

    /// A user, of whom something says that it is there.
    package static var userReference: Schema { .reference("user-ref").about("A user's name or id.") }

    /// A remote source, of which something says that it is there.
    package static var sourceReference: Schema { .reference("source-ref").about("A remote source's name or id.") }

    /// A linked account, of which something says that it is there.
    package static var accountReference: Schema {
        .text(36...36, pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", format: "linked-account-id")
    }

    /// A remote source whose forge has apps.
    package static var appSourceReference: Schema { .reference("app-source-ref") }

    /// A connection, of which something says that it is there.
    package static var connectionReference: Schema { .reference("connection-ref") }

    package static var connectionID: Schema {
        .text(36...36, pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", format: "connection-id")
    }

    /// A user's API token, of which something says that it is there.
    package static var tokenReference: Schema { .tokenName.with("format", "token-name") }

    package static var organizationReference: Schema { .reference("org-ref") }

    package static var validatorReference: Schema { .reference("validator-ref") }

    /// A secret, of which something says that it is there.
    package static var secretReference: Schema { .reference("secret-name") }

    package static var variableReference: Schema {
        .text(1...EnvironmentNameRule.maxLength, pattern: "^[A-Za-z0-9_-]+$", format: "variable-name")
    }

    /// Where a group is.
    package static var groupPath: Schema {
        .text(format: "group-path").about("`org/acme` or `user/alice`, and names of groups below, or an id.")
    }

    /// Where a project is.
    package static var projectPath: Schema {
        .text(format: "project-path").about("The path of its group and its name, or an id.")
    }

    package static var branch: Schema {
        .text(0...255, format: "git-branch").about("A branch's name, as git-check-ref-format(1) has it.")
    }

    package static var privateKey: Schema {
        .text(1...PrivateKeyRule.maxBytes, format: "private-key").about("A private key in PEM; never answered.")
    }

    /// A path of a group or project in answers, and what its name is there.
    package static var place: [String: Schema] {
        [
            "id": .id, "name": .text(), "path": .text(), "parent_path": .text(), "visibility": .visibility,
            "global_visibility": .visibility.about("Private when it, a group above it or the organization is."),
        ]
    }

    /// A field that only something else has: missing, null or empty.
    package static var unused: Schema { Schema(["enum": ["", .null]]) }
}
