import RemoteSources
import StrictYAML
import Validation

/// The whole manifest.
extension ManifestReader {
    mutating func driver(random: @escaping @Sendable () -> String) -> DeclarativeDriver {
        _ = root.integer("version", in: 1...1)
        let id = root.string("id")
        if !id.isEmpty { root.report(NameGrammar.violation(of: id, at: "id"), at: "id") }
        let release = root.string("release")
        if release.utf8.count > 60 { root.problem(at: "release", .tooLong, "this has at most 60 bytes") }
        let contract = contract()
        if let path = root.optionalString("api") {
            apiPath = checked(root, "api") { () throws(ManifestMistake) in try Self.segments(path, [:]) } ?? []
        }
        if let map = root.optionalMap("pages"), let pages = pages(map) { self.pages = pages }
        let slot = word(root, "credential", root.string("credential"), Credential.self)
        let signIn = root.map("signIn")
        let (user, password, oauth2) = (user(), password(signIn), oauth2(signIn))
        check(signIn)
        let (repositories, refs, files) = (repositories(), refs(), files())
        let (deployKeys, webhooks, deliveries) = (deployKeys(), webhooks(), deliveries())
        let (commitStatus, links, errors) = (commitStatus(), links(), errors())
        let capabilities = DeclarativeDriver.capabilities(
            user: user, password: password, oauth2: oauth2, repositories: repositories, refs: refs, files: files,
            deployKeys: deployKeys, webhooks: webhooks, deliveries: deliveries, commitStatus: commitStatus,
            links: links)
        let manifest = DriverManifest(
            id: "declarative/\(id)", version: release, contract: contract, capabilities: capabilities,
            authTypes: (oauth2 == nil ? [] : [.oauth2]) + (password == nil ? [] : [.password]),
            oauth2: oauth2?.endpoints, tokenScopes: password?.scopes ?? [],
            makesTokenFirst: password?.isTokenFirst ?? false, webhookSchemes: deliveries?.schemes ?? [],
            webhookForm: deliveries?.form, webhookEvents: webhooks?.events ?? [], limits: limits())
        return DeclarativeDriver(
            manifest: manifest, credential: slot?.slot ?? .bearer, errors: errors,
            hasNestedPaths: root.bool("nestedPaths", default: false), user: user, password: password, oauth2: oauth2,
            repositories: repositories, refs: refs, files: files, deployKeys: deployKeys, webhooks: webhooks,
            deliveries: deliveries, commitStatus: commitStatus, links: links, random: random)
    }

    /// How the forge takes a token.
    private enum Credential: String, CaseIterable {
        case bearer, token, privateToken

        var slot: CredentialSlot {
            switch self {
            case .bearer: .bearer
            case .token: .token
            case .privateToken: .privateToken
            }
        }
    }

    private func contract() -> ContractVersion {
        let parts = root.string("contract").split(separator: ".", omittingEmptySubsequences: false).map {
            Int($0) ?? -1
        }
        let version = ContractVersion(major: parts.first ?? -1, minor: parts.count == 2 ? parts[1] : -1)
        if root.has("contract"), version.minor < 0 || !version.isServed {
            root.problem(at: "contract", .notSupported, "this host serves contract \"\(ContractVersion.current)\"")
        }
        return version
    }

    private func check(_ signIn: YAMLMap?) {
        guard let signIn else { return }
        if !signIn.has("password"), !signIn.has("oauth2") {
            signIn.problem(.required, "people sign in with password, oauth2 or both")
        }
        if !root.has("user") { root.problem(at: "user", .required, "signing in needs user, which says who it is") }
    }

    private func limits() -> DriverManifest.Limits {
        var limits = DriverManifest.Limits()
        guard let entry = root.optionalMap("limits") else { return limits }
        limits.pageSize = entry.integer("pageSize", default: limits.pageSize, in: 1...1000)
        limits.maxPages = entry.integer("maxPages", default: limits.maxPages, in: 1...10_000)
        limits.maxResponseBytes = entry.integer(
            "maxResponseBytes", default: limits.maxResponseBytes, in: 1024...64 * 1024 * 1024)
        return limits
    }
}
