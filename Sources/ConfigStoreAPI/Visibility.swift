/// Who may know of something: everybody, or those who belong to it.
public enum Visibility: String, Codable, Sendable, Hashable, CaseIterable {
    case `public`
    case `private`
}

/// What the root of a tree belongs to.
public enum OwnerType: String, Codable, Sendable, Hashable, CaseIterable {
    case user
    case organization = "org"
}
