/// A configstore's answer, as far as a sequential model can foresee it: everything but times.
enum ModelAnswer: Sendable, Hashable, CustomStringConvertible {
    case answered(Int, [ModelView])
    case refused(Int, String, [String])

    /// Ids that the service chose for what was created.
    var newIDs: [String] {
        if case .answered(_, let views) = self { views.map(\.id) } else { [] }
    }

    var description: String {
        switch self {
        case .answered(let status, let views): ([String(status)] + views.map(\.description)).joined(separator: " ")
        case .refused(let status, let code, let details): "\(status) \(code)\(details.isEmpty ? "" : " \(details)")"
        }
    }
}

/// An object in an answer.
struct ModelView: Sendable, Hashable, CustomStringConvertible {
    var id: String
    var fields: [String]

    init(_ id: String, _ fields: [String]) {
        self.id = id
        self.fields = fields
    }

    var description: String { "{\(id.suffix(6)) \(fields.joined(separator: " "))}" }
}
