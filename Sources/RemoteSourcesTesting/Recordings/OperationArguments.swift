import RemoteSources

/// What an operation is asked with, as texts: `docs/drivers.md` has the names.
struct OperationArguments: Sendable, Hashable {
    var values: [String: String]

    subscript(name: String) -> String? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// The same with some of them changed.
    func with(_ changes: [String: String]) -> OperationArguments {
        OperationArguments(values: values.merging(changes) { $1 })
    }

    var credential: CredentialSlot { values["credential"].flatMap(CredentialSlot.init) ?? .bearer }
    var clientID: String { values["clientID"] ?? "client" }
    var redirectURI: String { values["redirectURI"] ?? "https://gateway.test/oauth2/callback" }
    var webhook: String { values["webhook"] ?? "" }
    var page: PageToken? { values["page"].map(PageToken.init) }

    func repository() throws(DriverError) -> RepositoryPath { try RepositoryPath(values["repository"] ?? "") }

    var deployKey: NewDeployKey {
        NewDeployKey(
            title: values["title"] ?? "", publicKey: values["publicKey"] ?? "",
            isReadOnly: values["readOnly"] != "false")
    }

    var status: CommitStatus {
        CommitStatus(
            state: values["state"].flatMap(CommitStatus.State.init) ?? .success, context: values["context"] ?? "",
            description: values["description"] ?? "", targetURL: values["targetURL"], ref: values["branch"])
    }

    /// The thing that a link leads to; nil for a kind that there is none of.
    var linkTarget: LinkTarget? {
        let name = values["name"] ?? ""
        return switch values["to"] {
        case "commit": .commit(sha: values["sha"] ?? "")
        case "branch": .branch(name)
        case "tag": .tag(name)
        case "pullRequest": .pullRequest(number: Int(values["number"] ?? "") ?? 0)
        case "compare": .compare(base: values["base"] ?? "", head: values["head"] ?? "")
        default: nil
        }
    }

    /// The names that any operation takes.
    static let names: Set<String> = [
        "base", "branch", "clientID", "context", "credential", "description", "head", "id", "name", "number", "owner",
        "page", "path", "publicKey", "readOnly", "redirectURI", "ref", "repository", "sha", "state", "targetURL",
        "title", "to", "url", "userID", "userLogin", "webURL", "webhook",
    ]
}
