import ConfigStoreAPI
import ServiceKit
import Validation

/// The rules on a project as a whole; every violation is collected.
enum ProjectRules {
    static let maxTextBytes = 255
    static let maxPathBytes = 1024
    static let maxPasswordBytes = 4096

    /// Checks the fields of a project.
    ///
    /// - Parameters:
    ///   - project: The fields, merged with the stored ones on an update.
    ///   - request: What was asked for.
    static func check(_ project: ProjectRecord, _ request: CreateProjectRequest, into violations: inout Violations) {
        violations.add(NameGrammar.violation(of: project.name, at: "name"))
        if !project.defaultBranch.isEmpty, !isBranch(project.defaultBranch) {
            violations.add("default_branch", "invalidBranch", "this is no name of a branch")
        }
        if let key = request.sshPrivateKey, !key.isEmpty {
            violations.add(PrivateKeyRule.violation(of: key, at: "ssh_private_key"))
        }
        if !project.sshHostKey.isEmpty {
            violations.add(SSHHostKeyRule.violation(of: project.sshHostKey, at: "ssh_host_key"))
        }
        violations.add(project.pollIntervalSeconds.flatMap(RefWatchRules.pollViolation))
        switch project.configType {
        case .remoteSource: checkRemoteSource(project, request, into: &violations)
        case .manual: checkManual(project, request, into: &violations)
        }
    }

    /// Reads a type, or adds a violation.
    static func configType(_ text: String?, into violations: inout Violations) -> RemoteRepositoryConfigType {
        if let text, let type = RemoteRepositoryConfigType(rawValue: text) { return type }
        violations.add(
            "remote_repository_config_type", text == nil ? .required : .notSupported,
            "a type is needed: remotesource or manual")
        return .manual
    }

    private static func checkRemoteSource(
        _ project: ProjectRecord, _ request: CreateProjectRequest, into violations: inout Violations
    ) {
        violations.add(
            TextRule.violation(of: project.remoteSourceID, at: "remote_source_id", maxBytes: maxTextBytes))
        if let connection = project.connectionID {
            violations.add(TextRule.violation(of: connection, at: "connection_id", maxBytes: maxTextBytes))
            refuse(
                [("linked_account_id", request.linkedAccountID)], of: "projects without a connection", into: &violations
            )
        } else {
            violations.add(
                TextRule.violation(of: project.linkedAccountID, at: "linked_account_id", maxBytes: maxTextBytes))
        }
        violations.add(TextRule.violation(of: project.repositoryID, at: "repository_id", maxBytes: maxTextBytes))
        violations.add(TextRule.violation(of: project.repositoryPath, at: "repository_path", maxBytes: maxPathBytes))
        for (field, text, limit) in [
            ("deploy_public_key", request.deployPublicKey, ProjectSetUpRules.maxKeyBytes),
            ("webhook_url", request.webhookURL, ProjectSetUpRules.maxURLBytes),
            ("set_up_holder", request.setUpHolder, ProjectSetUpRules.maxHolderBytes),
        ] {
            violations.add(
                text.flatMap {
                    TextRule.violation(of: $0, at: FieldPath(field), maxBytes: limit, isRequired: false)
                })
        }
        refuse(
            [
                ("clone_url", request.cloneURL), ("clone_user", request.cloneUser),
                ("clone_password", request.clonePassword),
            ], of: "manual", into: &violations)
    }

    private static func checkManual(
        _ project: ProjectRecord, _ request: CreateProjectRequest, into violations: inout Violations
    ) {
        refuse(
            [
                ("remote_source_id", request.remoteSourceID), ("linked_account_id", request.linkedAccountID),
                ("connection_id", request.connectionID),
                ("repository_id", request.repositoryID), ("repository_path", request.repositoryPath),
                ("deploy_public_key", request.deployPublicKey), ("webhook_url", request.webhookURL),
            ], of: "remotesource", into: &violations)
        do {
            switch try CloneURLRule.scheme(of: project.cloneURL, at: "clone_url") {
            case .ssh: checkSSH(project, request, into: &violations)
            case .https: checkHTTPS(project, request, into: &violations)
            }
        } catch {
            violations.add(error)
        }
    }

    private static func checkSSH(
        _ project: ProjectRecord, _ request: CreateProjectRequest, into violations: inout Violations
    ) {
        if request.sshPrivateKey.map(\.isEmpty) ?? project.sealedSSHPrivateKey.isEmpty {
            violations.add("ssh_private_key", .required, "an ssh URL needs a private key")
        }
        if project.sshHostKey.isEmpty, !project.skipSSHHostKeyCheck {
            violations.add("ssh_host_key", .required, "an ssh URL needs host keys, or skip_ssh_host_key_check")
        }
        refuse(
            [("clone_user", request.cloneUser), ("clone_password", request.clonePassword)], of: "https URLs",
            into: &violations)
    }

    private static func checkHTTPS(
        _ project: ProjectRecord, _ request: CreateProjectRequest, into violations: inout Violations
    ) {
        violations.add(TextRule.violation(of: project.cloneUser, at: "clone_user", maxBytes: maxTextBytes))
        if let password = request.clonePassword {
            violations.add(TextRule.violation(of: password, at: "clone_password", maxBytes: maxPasswordBytes))
        } else if project.sealedClonePassword.isEmpty {
            violations.add(
                "clone_password", .required,
                "an https URL needs a user and a password, which is not kept for another URL")
        }
        refuse([("ssh_private_key", request.sshPrivateKey)], of: "ssh URLs", into: &violations)
    }

    /// A field of another kind of repository would be lost without a word.
    private static func refuse(
        _ fields: [(String, String?)], of what: String, into violations: inout Violations
    ) {
        for (field, value) in fields where value?.isEmpty == false {
            violations.add(FieldPath(field), .notSupported, "only for \(what)")
        }
    }

    /// What git-check-ref-format(1) allows, in ASCII.
    private static func isBranch(_ text: String) -> Bool {
        let forbidden = Array(" ~^:?*[\\".utf8)
        return text.utf8.count <= maxTextBytes && !text.hasPrefix("-") && !text.hasSuffix(".") && text != "@"
            && !text.contains("..") && !text.contains("@{")
            && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && !forbidden.contains($0) }
            && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock")
            }
    }

    static func refuse(_ violations: Violations) throws {
        guard !violations.isEmpty else { return }
        let fields = Set(violations.all.map(\.path.description))
        let code =
            switch fields.count == 1 ? fields.first : nil {
            case "name": "invalidProjectName"
            case "visibility": "invalidVisibility"
            case "parent_ref": "invalidPath"
            case "remote_repository_config_type": "invalidRemoteRepositoryConfigType"
            case "repository_path": "invalidRepoPath"
            case "clone_url": "invalidCloneURL"
            case "ssh_private_key": "invalidSSHPrivateKey"
            case "ssh_host_key": "invalidSSHHostKey"
            case "default_branch": "invalidDefaultBranch"
            case "poll_interval_seconds": "invalidPollInterval"
            default: "invalidProject"
            }
        throw ServiceError(code: code, violations: violations)
    }

    static var noMembers: ServiceError {
        ServiceError(
            code: "cannotSetMembersCanPerformRunActionsOnUserProject",
            violations: Violations([
                Violation(
                    "members_can_perform_run_actions", .notSupported, "a user's project has no members to allow this")
            ]))
    }
}
