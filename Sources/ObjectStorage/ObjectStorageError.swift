/// Why a storage did not do what was asked. It never carries a credential or an object's bytes.
package struct ObjectStorageError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        /// What was named can't be a key.
        case invalidKey
        /// There is no such object, or no such bucket.
        case notFound
        /// The object is not the one any more that was found.
        case changed
        /// There were more or fewer bytes than announced.
        case wrongSize
        /// The storage does not let us: a credential, a permission.
        case forbidden
        /// There is no room left.
        case full
        /// It failed, or can't be reached, also after several attempts.
        case unavailable
        /// It refused the request, or answered what makes no sense.
        case refused
        /// The task was cancelled.
        case cancelled
    }

    package var code: Code
    /// One sentence for an operator.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code.rawValue): \(message)" }
}
