import RemoteSources

// What the recordings have to show, group by group.

extension Situation {
    static let signIn: [Situation] = [
        .success("user", .currentUser, "who a token belongs to"),
        .failure("user.unauthorized", .currentUser, ["unauthorized"], "a token that is not taken"),
        Situation(name: "user.password", capability: .passwordLogin, meaning: "who a password belongs to") {
            $0.operations(.currentUser).contains { $0.arguments.credential == .basic && $0.result != nil }
        },
        .success("token", .createToken, "a personal token that is made"),
        .success("oauth2.code", .exchangeCode, "a code that is exchanged for tokens"),
        .failure("oauth2.refused", .exchangeCode, ["unauthorized", "invalid"], "a code that is not taken"),
    ]

    static let renewal: [Situation] = [
        .success("refresh", .refreshTokens, "a refresh token that is exchanged")
    ]

    private static let everyList: [Situation] = OperationKind.allCases.filter(\.isList).map { kind in
        operation("\(kind.rawValue).page", kind, "a page of a list that has something on it") {
            $0.result?["items"]?.elements?.isEmpty == false
        }
    }

    static let pages: [Situation] =
        everyList + [
            operation("repositories.next", .repositories, "a page after which a list goes on") {
                $0.result?["next"]?.string != nil
            },
            operation("repositories.last", .repositories, "the last page of a list (\"next\": null)") {
                $0.result?["next"] == .null
            },
        ]

    static let repositories: [Situation] = [
        .success("repository.path", .repositoryByPath, "a repository by its path"),
        .success("repository.id", .repositoryByID, "a repository by its stable id"),
        .operation("repository.renamed", .repositoryByPath, "a repository that is elsewhere now") {
            $0.error == "moved" || $0.shows.contains("repository.renamed")
        },
        .operation("repository.archived", .repositoryByPath, "a repository that is archived") {
            $0.result?["isArchived"] == .bool(true)
        },
        .operation("repository.empty", .repositoryByPath, "a repository without commits (\"defaultBranch\": null)") {
            $0.result?["defaultBranch"] == .null
        },
        .operation("repository.nested", .repositoryByPath, "a repository in a group of a group") {
            $0.result != nil && ($0.arguments["path"] ?? "").split(separator: "/").count > 2
        },
        .failure(
            "repository.noAccess", .repositoryByPath, ["notFound", "forbidden"], "a repository that may not be seen"),
    ]

    static let refs: [Situation] = [
        .operation("ref.branch", .ref, "a branch") {
            $0.result != nil && $0.arguments["ref"]?.hasPrefix("refs/heads/") == true
        },
        .marked("ref.lightweightTag", .ref, "a tag that is a name only"),
        .marked("ref.annotatedTag", .ref, "a tag that is an object of its own"),
        .failure("ref.missing", .ref, ["notFound"], "a ref that is not there"),
        .success("commit", .commit, "a commit"),
        .failure("commit.missing", .commit, ["notFound"], "a commit that is not there"),
    ]

    static let files: [Situation] = [
        .operation("file", .file, "a file with a text") { $0.result?["text"]?.string?.isEmpty == false },
        .failure("file.missing", .file, ["notFound"], "a file that is not there"),
        .operation("file.directory", .file, "a folder where a file was asked for") {
            $0.error != nil && $0.shows.contains("file.directory")
        },
    ]

    /// What a forge is without whose deploy keys never push.
    static let writableDeployKey = "deployKey.write"

    static let deployKeys: [Situation] = [
        .operation("deployKey.create", .createDeployKey, "a key that is made and can't push") {
            $0.result?["isReadOnly"] == .bool(true)
        },
        .operation(writableDeployKey, .createDeployKey, "a key that is made and can push") {
            $0.result?["isReadOnly"] == .bool(false)
        },
        .failure("deployKey.conflict", .createDeployKey, ["conflict"], "a key that is there already"),
        .failure("deployKey.invalid", .createDeployKey, ["invalid"], "a key that is none"),
        .success("deployKey.delete", .deleteDeployKey, "a key that is removed"),
    ]

    static let webhooks: [Situation] = [
        .success("webhook.create", .createWebhook, "a webhook that is made"),
        .success("webhook.delete", .deleteWebhook, "a webhook that is removed"),
        .success("webhook.test", .testWebhook, "a test delivery that is asked for"),
    ]

    static let deliveryLists: [Situation] = [
        .operation("delivery.taken", .webhookDeliveries, "a delivery that was taken") {
            $0.listedStatuses.contains { (200..<300).contains($0) }
        },
        .operation("delivery.missed", .webhookDeliveries, "a delivery that was not taken") {
            $0.listedStatuses.contains { !(200..<300).contains($0) }
        },
        .operation("delivery.again", .webhookDeliveries, "a delivery that was sent twice (one \"deliveryID\")") {
            let ids = $0.result?["items"]?.elements?.compactMap { $0["deliveryID"]?.string } ?? []
            return Set(ids).count < ids.count
        },
        .success("delivery.request", .webhookDelivery, "what was sent"),
        .failure("delivery.missing", .webhookDelivery, ["notFound"], "a delivery that is not there"),
    ]

    static let statuses: [Situation] = ["success", "failure", "pending"].map { (state: String) in
        .operation("status.\(state)", .createCommitStatus, "a status \(state)") {
            $0.result != nil && $0.arguments.status.state.rawValue == state
        }
    }

    static let installations: [Situation] = [
        .success("installation", .installation, "an app's installation"),
        .success("installation.token", .createInstallationToken, "a token of an installation"),
    ]

    static let links: [Situation] = ["commit", "branch", "tag", "pullRequest", "compare"].map { (to: String) in
        Situation(name: "link.\(to)", capability: .links, meaning: "a link to: \(to)") { recordings in
            recordings.links.contains { $0.to == to }
        }
    }

    private static let kinds: [Situation] = ["push", "tag", "branchDeleted", "tagDeleted"].map { (kind: String) in
        event("event.\(kind)", "a delivery of the kind \(kind)") { $0["kind"]?.string == kind }
    }

    static let events: [Situation] =
        kinds + [
            event("event.newBranch", "a push of a new branch (\"before\": null)") {
                $0["kind"]?.string == "push" && $0["before"] == .null
            },
            Situation(name: "event.ignored", capability: .events, meaning: "a delivery that nobody wants") {
                $0.deliveries.contains { if case .ignored = $0.outcome { true } else { false } }
            },
        ]

    private static let actions: [Situation] = ["opened", "synchronized", "reopened", "closed", "merged"].map {
        (action: String) in
        event("pullRequest.\(action)", "a pull request that was \(action)") { $0["action"]?.string == action }
    }

    static let pullRequests: [Situation] =
        actions + [
            event("pullRequest.same", "a pull request in one repository") {
                $0["pullRequest"]?["fromFork"] == .bool(false)
            },
            event("pullRequest.fork", "a pull request from a fork") {
                $0["pullRequest"]?["fromFork"] == .bool(true)
            },
            event("pullRequest.goneFork", "a pull request whose fork is gone (\"repositoryID\": null)") {
                $0["pullRequest"]?["source"]?["repositoryID"] == .null
            },
        ]
}

extension RecordedOperation {
    /// The statuses of a list of deliveries; 0 where there was no answer.
    fileprivate var listedStatuses: [Int] {
        (result?["items"]?.elements ?? []).map { item in
            guard case .number(let digits)? = item["status"] else { return 0 }
            return Int(digits) ?? 0
        }
    }
}
