/// Reads the elements of an array, one after the other.
struct JSONArrayContainer: UnkeyedDecodingContainer {
    private let document: JSONDocument
    private let array: Int
    private var node: Int
    private(set) var currentIndex = 0

    init(_ document: JSONDocument, _ node: Int) throws {
        guard document.nodes[node].kind == .array else { throw document.mismatch([Any].self, node) }
        self.document = document
        array = node
        self.node = node + 1
    }

    var codingPath: [any CodingKey] { [] }
    var isAtEnd: Bool { node == Int(document.nodes[array].next) }

    var count: Int? {
        var (count, node) = (0, array + 1)
        while node != Int(document.nodes[array].next) {
            count += 1
            node = Int(document.nodes[node].next)
        }
        return count
    }

    /// The element that is next.
    private func element(_ type: any Any.Type) throws -> JSONDocumentDecoder {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                type, DecodingError.Context(codingPath: [], debugDescription: "the array has no more elements"))
        }
        return JSONDocumentDecoder(document: document, node: node)
    }

    /// Goes on behind an element that was read without an error.
    private mutating func goOn() {
        node = Int(document.nodes[node].next)
        currentIndex += 1
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, document.isNull(node) else { return false }
        goOn()
        return true
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try read(type) }
    mutating func decode(_ type: String.Type) throws -> String { try read(type) }
    mutating func decode(_ type: Double.Type) throws -> Double { try read(type) }
    mutating func decode(_ type: Float.Type) throws -> Float { try read(type) }
    mutating func decode(_ type: Int.Type) throws -> Int { try read(type) }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try read(type) }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try read(type) }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try read(type) }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try read(type) }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try read(type) }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try read(type) }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try read(type) }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try read(type) }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try read(type) }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try read(type) }

    private mutating func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try element(type).decode(type)
        goOn()
        return value
    }

    mutating func nestedContainer<Key>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        let container = try element([String: Any].self).container(keyedBy: type)
        goOn()
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try element([Any].self).unkeyedContainer()
        goOn()
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = try element((any Decoder).self)
        goOn()
        return decoder
    }
}
