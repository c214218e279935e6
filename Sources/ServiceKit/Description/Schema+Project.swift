import Validation

/// What both services take for a project.
extension Schema {
    /// The fields of any project, and of one whose repository is known by a URL.
    package static var projectFields: [String: Schema] {
        commonProjectFields.merging([
            "clone_url": .text(1...URLRule.maxBytes, format: "clone-url")
                .about("`https://host/path`, `ssh://user@host/path` or `user@host:path`."),
            "clone_user": .line(1...255), "clone_password": .line(1...4096).about("Never answered."),
            "ssh_private_key": .privateKey, "ssh_host_key": .sshHostKey, "skip_ssh_host_key_check": .flag,
        ]) { _, last in last }
    }

    /// A new project of a type.
    ///
    /// - Parameters:
    ///   - type: The type.
    ///   - required: The fields that every project needs here.
    ///   - unused: The fields of projects of another type.
    ///   - needed: The fields that this type needs beside `required`.
    ///   - optional: The fields that go along with them.
    package static func newProject(
        type: String, required: Set<String>, unused: [String], needed: [String: Schema],
        optional: [String: Schema] = [:]
    ) -> Schema {
        var fields = commonProjectFields.merging(needed) { _, last in last }.merging(optional) { _, last in last }
        fields["remote_repository_config_type"] = .word(type)
        for name in unused { fields[name] = .unused }
        return .request(fields, required: required.union(needed.keys))
    }

    /// A new project whose repository is known by a URL: over https, or over ssh with or without host keys.
    ///
    /// - Parameters:
    ///   - required: The fields that every project needs here.
    ///   - unused: The fields of projects of another type.
    package static func newManualProject(required: Set<String>, unused: [String] = []) -> Schema {
        let required = required.union(["remote_repository_config_type"])
        let ssh: [String: Schema] = [
            "clone_url": .text(1...URLRule.maxBytes, format: "ssh-clone-url"), "ssh_private_key": .privateKey,
        ]
        let https = ["clone_user", "clone_password"]
        return .anyOf(
            newProject(
                type: "manual", required: required, unused: unused + ["ssh_private_key"],
                needed: [
                    "clone_url": .text(1...URLRule.maxBytes, format: "https-clone-url"), "clone_user": .line(1...255),
                    "clone_password": .line(1...4096).about("Never answered."),
                ]),
            newProject(
                type: "manual", required: required, unused: unused + https,
                needed: ssh.merging(["ssh_host_key": .sshHostKey.with("minLength", 1)]) { _, last in last },
                optional: ["skip_ssh_host_key_check": .flag]),
            newProject(
                type: "manual", required: required, unused: unused + https,
                needed: ssh.merging(["skip_ssh_host_key_check": Schema(["const": true])]) { _, last in last },
                optional: ["ssh_host_key": .sshHostKey]))
    }

    private static var commonProjectFields: [String: Schema] {
        [
            "name": .newName, "parent_ref": .groupPath, "visibility": .visibility, "default_branch": .branch,
            "pass_vars_to_forked_pr": .flag, "members_can_perform_run_actions": .flag,
            "poll_interval_seconds": .anyOf(.integer(0...0), .integer(30...86_400))
                .about("How often branches and tags are looked at; 0 for what is usual."),
        ]
    }
}
