extension KeyedDecodingContainer {
    /// A field that the run service leaves out, or makes null, when it is empty.
    func value<Value: Decodable>(_ key: Key, or empty: Value) throws -> Value {
        try decodeIfPresent(Value.self, forKey: key) ?? empty
    }
}
