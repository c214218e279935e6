/// Why an exchange brought no answer. It never carries a URL's query, a header or a body.
public struct TransportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure; new ones may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: String {
            case invalidRequest, addressRefused, connectionFailed, tlsFailed, timedOut, cancelled, responseTooLarge
            case invalidResponse
        }

        private let kind: Kind

        /// The request can't be sent as it is: a bad URL, another scheme, a line break in a header.
        public static let invalidRequest = Code(kind: .invalidRequest)
        /// The address that was about to be connected is one that may not be reached.
        public static let addressRefused = Code(kind: .addressRefused)
        /// No connection, or it broke before the answer was complete.
        public static let connectionFailed = Code(kind: .connectionFailed)
        /// The peer's certificate or the TLS handshake failed.
        public static let tlsFailed = Code(kind: .tlsFailed)
        /// The deadline passed.
        public static let timedOut = Code(kind: .timedOut)
        /// The task was cancelled.
        public static let cancelled = Code(kind: .cancelled)
        /// The answer was larger than the request allowed.
        public static let responseTooLarge = Code(kind: .responseTooLarge)
        /// What came was no HTTP, or contradicted itself.
        public static let invalidResponse = Code(kind: .invalidResponse)

        /// The code as a word.
        public var description: String { kind.rawValue }
    }

    /// What kind of failure it was.
    public var code: Code
    /// One sentence for an operator, without secrets.
    public var message: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - message: One sentence for an operator.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The code and the message.
    public var description: String { "\(code): \(message)" }

    /// Errors are equal when their codes are.
    public static func == (left: TransportError, right: TransportError) -> Bool { left.code == right.code }

    /// Hashes the code.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
