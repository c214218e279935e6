import ConfigStoreAPI
import RemoteSources
import RunServiceClient
import Validation

/// What a run's request says of the repository and the commit, in the words that run services and their tools read.
struct RunEnvironment: Sendable {
    let project: Project
    let source: RunSource
    let repository: RemoteRepository
    /// Reads the repository.
    let sshPrivateKey: String
    /// Lines of a known-hosts file.
    let sshHostKey: String
    let skipsHostKeyCheck: Bool
    /// The page of a thing at the forge.
    let link: @Sendable (LinkTarget) -> String?

    /// `/project/<id>/<branch|tag|pr>/<name>`, the name escaped so that it is one part.
    static func group(of source: RunSource, in project: Project) -> String {
        "\(Runs.group(of: project))/\(source.groupKind)/\(escaped(source.name))"
    }

    /// What a run has that was made of a delivery.
    static let deliveryAnnotation = "webhook_delivery"

    /// The environment that stays the same when the run is started again.
    var fixed: [String: String] {
        var fixed = [
            "CI": "true", "AGOLA_SSHPRIVKEY": sshPrivateKey, "AGOLA_REPOSITORY_URL": repository.sshCloneURL,
            "AGOLA_GIT_BRANCH": source.ref.branch, "AGOLA_GIT_TAG": source.ref.tag, "AGOLA_GIT_REF": source.ref.ref,
            "AGOLA_GIT_COMMITSHA": source.commitSHA, "AGOLA_GIT_REF_TYPE": source.refType,
        ]
        let place = Self.sshPlace(of: repository.sshCloneURL)
        fixed["AGOLA_GIT_HOST"] = place.host
        fixed["AGOLA_GIT_PORT"] = place.port
        if source.ref.kind == .pullRequest { fixed["AGOLA_PULL_REQUEST_ID"] = source.name }
        if !sshHostKey.isEmpty { fixed["AGOLA_SSHHOSTKEY"] = sshHostKey }
        if skipsHostKeyCheck { fixed["AGOLA_SKIPSSHHOSTKEYCHECK"] = "1" }
        return fixed
    }

    var annotations: [String: String] {
        var annotations = [
            "run_type": "project", "ref_type": source.refType, "projectid": project.id,
            "run_creation_trigger": source.trigger.rawValue, "webhook_event": source.event,
            "webhook_sender": source.sender, "commit_sha": source.commitSHA, "ref": source.ref.ref,
            "message": source.message ?? "", "commit_link": link(.commit(sha: source.commitSHA)) ?? "",
            "compare_link": source.compareLink,
        ]
        if !source.deliveryID.isEmpty { annotations[Self.deliveryAnnotation] = source.deliveryID }
        switch source.ref.kind {
        case .branch:
            annotations["branch"] = source.name
            annotations["branch_link"] = link(.branch(source.name)) ?? ""
        case .tag:
            annotations["tag"] = source.name
            annotations["tag_link"] = link(.tag(source.name)) ?? ""
        case .pullRequest:
            annotations["pull_request_id"] = source.name
            let page = Int(source.name).flatMap { link(.pullRequest(number: $0)) }
            annotations["pull_request_link"] = page ?? source.link
        }
        return annotations
    }

    /// Host and port of `ssh://git@HOST:PORT/path` and `git@HOST:path`.
    static func sshPlace(of url: String) -> (host: String, port: String) {
        var rest = Substring(url)
        let hasScheme = url.hasPrefix("ssh://")
        if hasScheme { rest = rest.dropFirst("ssh://".count) }
        rest = rest.prefix { $0 != "/" }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            let after = rest[rest.index(after: end)...]
            return (String(rest.dropFirst().prefix { $0 != "]" }), port(after.dropFirst(), hasScheme))
        }
        let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts.first ?? ""), port(parts.count == 2 ? parts[1] : "", hasScheme))
    }

    private static func port(_ text: Substring, _ hasScheme: Bool) -> String {
        hasScheme && !text.isEmpty ? String(text) : "22"
    }

    private static func escaped(_ name: String) -> String {
        name.utf8.map { byte in
            let character = Character(UnicodeScalar(byte))
            let isPlain = character.isASCII && (character.isLetter || character.isNumber || "-._~".contains(character))
            return isPlain
                ? String(character) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
