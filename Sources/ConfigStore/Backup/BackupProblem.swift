/// What is wrong with a backup, and where.
package struct BackupProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The key of the object; nil when it is about several.
    package var key: String?
    package var message: String

    init(_ message: String) {
        self.init(nil, message)
    }

    init(_ key: String?, _ message: String) {
        self.key = key
        self.message = message
    }

    package var description: String { key.map { "\($0): \(message)" } ?? message }
}
