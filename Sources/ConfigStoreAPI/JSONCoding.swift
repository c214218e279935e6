public import Foundation

/// The one way in which this API's JSON is written and read: ISO 8601 times with milliseconds, plain slashes.
public enum JSONCoding {
    /// For this package's own use: making one costs as much as encoding a small value. Nobody changes them.
    package static let sharedEncoder = encoder()
    package static let sharedDecoder = decoder()

    public static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        }
        return encoder
    }

    public static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }
}
