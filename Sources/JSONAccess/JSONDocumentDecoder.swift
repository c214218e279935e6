/// Reads one value of a document.
struct JSONDocumentDecoder: Decoder, SingleValueDecodingContainer {
    let document: JSONDocument
    let node: Int
    /// Nobody is told where a mistake is, and keeping it would cost more than reading.
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(try JSONObjectContainer(document, node))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try JSONArrayContainer(document, node) }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { document.isNull(node) }
    func decode(_ type: Bool.Type) throws -> Bool { try document.bool(at: node) }
    func decode(_ type: String.Type) throws -> String { try document.string(at: node) }
    func decode(_ type: Double.Type) throws -> Double { try document.float(type, at: node) }
    func decode(_ type: Float.Type) throws -> Float { try document.float(type, at: node) }
    func decode(_ type: Int.Type) throws -> Int { try document.integer(type, at: node) }
    func decode(_ type: Int8.Type) throws -> Int8 { try document.integer(type, at: node) }
    func decode(_ type: Int16.Type) throws -> Int16 { try document.integer(type, at: node) }
    func decode(_ type: Int32.Type) throws -> Int32 { try document.integer(type, at: node) }
    func decode(_ type: Int64.Type) throws -> Int64 { try document.integer(type, at: node) }
    func decode(_ type: UInt.Type) throws -> UInt { try document.integer(type, at: node) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try document.integer(type, at: node) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try document.integer(type, at: node) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try document.integer(type, at: node) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try document.integer(type, at: node) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try document.value(type, at: node) }
}
