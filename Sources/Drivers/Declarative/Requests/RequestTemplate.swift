import RemoteSources

/// A request with placeholders.
struct RequestTemplate: Sendable {
    var method: String
    /// The segments of the path.
    var path: [TextTemplate]
    var query: [(name: String, value: TextTemplate)]
    var accept: String?
    var body: BodyTemplate?
    /// nil for the credential that the operation is made with.
    var credential: CredentialSlot?

    /// The names of its placeholders.
    var names: Set<String> {
        Set(path.flatMap(\.names) + query.flatMap(\.value.names) + (body?.names ?? []))
    }

    /// The request; nil when a placeholder of its path has nothing to say.
    func request(_ values: TemplateValues, credential slot: CredentialSlot) -> ForgeRequest? {
        var segments: [String] = []
        for template in path {
            if let name = template.lonePlaceholder, case .slashed(let text)? = values[name] {
                segments += text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            } else {
                guard let text = template.text(values) else { return nil }
                segments.append(text)
            }
        }
        return ForgeRequest(
            method, segments,
            query: query.compactMap { item in item.value.text(values).map { .init(item.name, $0) } },
            headers: accept.map { [.init("Accept", $0)] } ?? [],
            body: body?.json(values).map { .json($0) } ?? .none, credential: credential ?? slot)
    }
}
