/// The one body that every refusal has.
public struct ErrorBody: Codable, Sendable, Hashable {
    public var code: String
    public var message: String
    public var details: [Detail]

    public struct Detail: Codable, Sendable, Hashable {
        public var field: String
        public var code: String
        public var message: String

        public init(field: String, code: String, message: String) {
            self.field = field
            self.code = code
            self.message = message
        }
    }

    public init(code: String, message: String, details: [Detail] = []) {
        self.code = code
        self.message = message
        self.details = details
    }
}
