import Foundation

/// How exports, archives and kept commits write their lines: JSON with its members in order, so that the same is the same
/// bytes.
package enum StoreLines {
    /// Making one costs as much as encoding a small value. Nobody changes them.
    private static let encoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
    private static let decoder = JSONDecoder()

    /// A value as a line, without its end.
    package static func encode(_ value: some Encodable) throws -> [UInt8] { Array(try encoder.encode(value)) }

    package static func decode<Value: Decodable>(_ type: Value.Type, from line: some Collection<UInt8>) throws -> Value
    {
        try decoder.decode(type, from: Data(line))
    }
}
