import RemoteSources

/// What stands for a placeholder in a request.
enum TemplateValue: Sendable, Hashable {
    case text(String)
    /// A text whose slashes part it in a path.
    case slashed(String)
    case flag(Bool)
    case list([String])
    /// A slot that the host fills.
    case secret(SecretSlot)

    /// What may stand where, known when the manifest is read.
    enum Kind: Sendable {
        case text, slashed, flag, list, secret

        /// Whether it can be part of a longer text.
        var isText: Bool { self == .text || self == .slashed }
    }
}

/// The placeholders that an operation has, and of which kind.
typealias Placeholders = [String: TemplateValue.Kind]

/// What an operation's placeholders stand for; one that is missing has nothing to say.
typealias TemplateValues = [String: TemplateValue]
