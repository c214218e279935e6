import Foundation
import Hummingbird

extension ServiceContext {
    /// A parameter of the path, unescaped.
    ///
    /// `.` and `..` refer to nothing, escaped or not: whoever passes them on in a URL would mean another path.
    ///
    /// - Throws: `ServiceError` 400 `invalidRef` for those, for an empty one, and for one that is no text or too long.
    package func reference(_ name: String) throws -> String {
        let escaped = try parameters.require(name)
        // Most are names and ids as they are.
        let isEscaped = escaped.utf8.contains(UInt8(ascii: "%"))
        guard let text = isEscaped ? escaped.removingPercentEncoding : escaped, !text.isEmpty, text.utf8.count <= 1024,
            text != ".", text != ".."
        else {
            throw ServiceError(.invalid, code: "invalidRef", "the reference in the URL can't be read")
        }
        return text
    }
}
