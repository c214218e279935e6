extension OperationResult: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The value and the kinds of secrets, without the secrets.
    public var description: String {
        "OperationResult(\(output), secrets: \(secrets.keys.map(\.rawValue).sorted().joined(separator: ", ")))"
    }

    /// The same as `description`.
    public var debugDescription: String { description }

    /// Shows the value only.
    public var customMirror: Mirror { Mirror(self, children: ["output": output]) }
}
