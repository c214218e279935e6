package import Foundation
import Validation

/// The body of every refusal: `{"code", "message", "details": [{"field", "code", "message"}]}`.
package struct ErrorBody: Codable, Sendable, Hashable {
    package struct Detail: Codable, Sendable, Hashable {
        package var field: String
        package var code: String
        package var message: String
    }

    package var code: String
    package var message: String
    package var details: [Detail]

    package init(_ error: ServiceError) {
        code = error.code
        message = error.message
        details = error.details.map {
            Detail(field: $0.path.description, code: $0.code.rawValue, message: $0.message)
        }
    }

    package func encoded() -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        // Three texts and a list of them always encode; the fallback keeps the signature honest.
        return (try? encoder.encode(self)) ?? Data(#"{"code":"internal","details":[],"message":""}"#.utf8)
    }
}
