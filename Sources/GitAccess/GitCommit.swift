/// A commit.
package struct GitCommit: Sendable, Hashable {
    /// The full id.
    package var id: String
    /// The whole message.
    package var message: String

    package init(id: String, message: String) {
        self.id = id
        self.message = message
    }
}
