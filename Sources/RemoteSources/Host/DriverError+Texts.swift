extension DriverError {
    /// One sentence for a person.
    public var message: String {
        switch self {
        case .unauthorized(let message), .forbidden(let message), .notFound(let message), .conflict(let message),
            .unavailable(let message), .notSupported(let message), .ignored(let message):
            message
        case .moved: "the repository is elsewhere now"
        case .rateLimited: "the forge asks to wait before it answers again"
        case .invalid(let field, let message): field.isEmpty ? message : "\(field): \(message)"
        }
    }

    /// The same error with its texts changed.
    func mappingTexts(_ transform: (String) -> String) -> DriverError {
        switch self {
        case .unauthorized(let message): .unauthorized(transform(message))
        case .forbidden(let message): .forbidden(transform(message))
        case .notFound(let message): .notFound(transform(message))
        case .moved(let id): .moved(id: id)
        case .conflict(let message): .conflict(transform(message))
        case .rateLimited(let until): .rateLimited(until: until)
        case .invalid(let field, let message): .invalid(field: transform(field), message: transform(message))
        case .unavailable(let message): .unavailable(transform(message))
        case .notSupported(let message): .notSupported(transform(message))
        case .ignored(let reason): .ignored(reason: transform(reason))
        }
    }
}
