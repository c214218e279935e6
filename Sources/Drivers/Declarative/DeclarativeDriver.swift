package import RemoteSources

/// A driver that a YAML manifest describes.
///
/// It has no loop that an answer could drive and runs no code of the manifest's author: a manifest says which requests
/// an operation makes, at most four, and where in the answers the values are. docs/drivers.md has the language.
package struct DeclarativeDriver: RemoteSourceDriver {
    package let manifest: DriverManifest
    let credential: CredentialSlot
    let errors: ErrorMap
    /// Whether a repository's path may have more than two parts.
    let hasNestedPaths: Bool
    let user: UserSection?
    let password: PasswordSection?
    let oauth2: OAuth2Section?
    let repositories: RepositoriesSection?
    let refs: RefsSection?
    let files: Operation?
    let deployKeys: DeployKeysSection?
    let webhooks: WebhooksSection?
    let deliveries: DeliveriesSection?
    let commitStatus: StatusSection?
    let links: LinksSection?
    /// Makes a word that no other has, for forges where names can't be used twice.
    let random: @Sendable () -> String

    /// Eight random hexadecimal digits.
    package static let randomDigits: @Sendable () -> String = {
        let digits = String(UInt32.random(in: 0...UInt32.max), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    func declared<Section>(_ section: Section?, _ capability: Capability) throws(DriverError) -> Section {
        guard let section else { throw .notSupported("\(manifest.id) has no capability \(capability.rawValue)") }
        return section
    }

    func run(_ operation: Operation, credential slot: CredentialSlot? = nil) -> OperationRun {
        OperationRun(operation: operation, errors: errors, credential: slot ?? credential)
    }

    /// The placeholders that every operation in a repository has.
    func values(of repository: RepositoryPath) throws(DriverError) -> TemplateValues {
        let segments = repository.segments
        guard segments.count == 2 || hasNestedPaths, let name = segments.last else {
            throw .invalid(field: "path", message: "a repository's path at this forge is owner/name")
        }
        return [
            "path": .slashed(repository.description), "owner": .slashed(segments.dropLast().joined(separator: "/")),
            "repository": .text(name),
        ]
    }

    /// A call for one page of a list.
    func page<Item: Sendable>(
        _ list: ListOperation, _ values: TemplateValues, _ token: PageToken?,
        _ convert: @escaping @Sendable (AnswerScope) throws(AnswerMismatch) -> Item
    ) throws(DriverError) -> Call<Page<Item>> {
        var run = run(list.operation)
        run.pageQuery = try list.pages.query(token, size: manifest.limits.pageSize)
        return try run.call(values) { answer throws(DriverError) in
            let items = try Self.items(list, answer, convert)
            return .done(Page(items: items, next: try list.pages.next(after: token, count: items.count, answer)))
        }
    }

    private static func items<Item: Sendable>(
        _ list: ListOperation, _ answer: Answer, _ convert: (AnswerScope) throws(AnswerMismatch) -> Item
    ) throws(DriverError) -> [Item] {
        do throws(AnswerMismatch) {
            guard let documents = try list.items.items(in: answer.scope.document) else {
                throw AnswerMismatch("a list", at: list.items.text)
            }
            var items: [Item] = []
            for document in documents {
                items.append(try convert(AnswerScope(document: document, taken: answer.scope.taken)))
            }
            return items
        } catch {
            throw error.inAnswer
        }
    }

    /// A call whose answer is one thing.
    func value<Output: Sendable>(
        _ run: OperationRun, _ values: TemplateValues,
        _ convert: @escaping @Sendable (AnswerScope) throws(AnswerMismatch) -> Output
    ) throws(DriverError) -> Call<Output> {
        try run.call(values) { answer throws(DriverError) in
            do throws(AnswerMismatch) {
                return .done(try convert(answer.scope))
            } catch {
                throw error.inAnswer
            }
        }
    }
}
