/// One header field of a request or a response.
public struct TransportHeader: Sendable, Hashable {
    /// The field's name, compared without regard to case.
    public var name: String
    /// The field's value, without line breaks.
    public var value: String
    /// Whether the value is a credential: never logged, never sent to another origin.
    public var isSensitive: Bool

    /// Creates a header field.
    ///
    /// - Parameters:
    ///   - name: The field's name.
    ///   - value: The field's value.
    ///   - isSensitive: Whether the value is a credential.
    public init(_ name: String, _ value: String, isSensitive: Bool = false) {
        self.name = name
        self.value = value
        self.isSensitive = isSensitive
    }
}

extension [TransportHeader] {
    /// The value of the first field of that name, whatever its case.
    public func first(named name: String) -> String? {
        first { $0.name.count == name.count && $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The values of all fields of that name, in order.
    public func all(named name: String) -> [String] {
        filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }
}
