import RemoteSources
package import StrictYAML
import Validation

/// Reading a manifest.
extension DeclarativeDriver {
    /// The largest size of a manifest, in bytes.
    package static let maxManifestBytes = 64 * 1024

    /// Reads a manifest.
    ///
    /// - Parameters:
    ///   - bytes: What is in the file.
    ///   - file: Its name for messages.
    ///   - random: Makes the word for `{random}`; eight digits unless given.
    /// - Throws: `YAMLProblems` with everything that is wrong.
    package init(
        manifest bytes: [UInt8], file: String, random: @escaping @Sendable () -> String = randomDigits
    ) throws(YAMLProblems) {
        guard bytes.count <= Self.maxManifestBytes else {
            throw YAMLProblems([
                YAMLProblem(
                    file: file, line: 1, column: 1,
                    violation: Violation(
                        .root, .tooLong,
                        "a manifest has at most \(Self.maxManifestBytes) bytes, this one has \(bytes.count)"))
            ])
        }
        let document = try YAMLDocument.parse(bytes, file: file)
        var reader = ManifestReader(root: document.root)
        self = reader.driver(random: random)
        try document.finish()
    }

    /// What the sections that are there make the driver able to do.
    static func capabilities(
        user: UserSection?, password: PasswordSection?, oauth2: OAuth2Section?, repositories: RepositoriesSection?,
        refs: RefsSection?, files: Operation?, deployKeys: DeployKeysSection?, webhooks: WebhooksSection?,
        deliveries: DeliveriesSection?, commitStatus: StatusSection?, links: LinksSection?
    ) -> Set<Capability> {
        let declared: [(Capability, Bool)] = [
            (.userInfo, user != nil), (.passwordLogin, password != nil), (.oauth2, oauth2 != nil),
            (.oauth2PKCE, oauth2?.hasPKCE ?? false), (.oauth2Refresh, oauth2?.hasRefresh ?? false),
            (.repositories, repositories != nil), (.refs, refs != nil), (.files, files != nil),
            (.deployKeys, deployKeys != nil), (.webhooks, webhooks != nil), (.webhookTest, webhooks?.test != nil),
            (.events, deliveries != nil), (.commitStatus, commitStatus != nil), (.links, links != nil),
        ]
        return Set(declared.filter(\.1).map(\.0))
    }
}
