/// An app's installation in an organization, or in a person's account.
public struct AppInstallation: Sendable, Hashable {
    /// The forge's id of the installation.
    public var id: String
    /// Whether the organization, or the forge, has suspended it.
    public var isSuspended: Bool

    /// Creates an installation.
    ///
    /// - Parameters:
    ///   - id: The forge's id.
    ///   - isSuspended: Whether it is suspended.
    public init(id: String, isSuspended: Bool = false) {
        self.id = id
        self.isSuspended = isSuspended
    }
}
