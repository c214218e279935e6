public import Foundation
package import JSONAccess

/// The one way in which this API's JSON is written and read: RFC 3339 times with milliseconds, plain slashes.
public enum JSONCoding {
    /// The time that a text in RFC 3339 is; nil when it is none.
    public static func time(_ text: String) -> Date? { RFC3339.date(text) }

    /// A time as this API writes it.
    package static func text(_ time: Date) -> String { RFC3339.text(time) }

    /// For this package's own use: making one costs as much as encoding a small value. Nobody changes them.
    package static let sharedEncoder = encoder()
    package static let reader = JSONReader(decoder(), time: time)

    public static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(RFC3339.text(date))
        }
        return encoder
    }

    public static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = RFC3339.date(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "no RFC 3339 time")
            }
            return date
        }
        return decoder
    }
}
