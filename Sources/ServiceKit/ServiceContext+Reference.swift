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
        guard let text = escaped.removingPercentEncoding, !text.isEmpty, text.utf8.count <= 1024,
            text != ".", text != ".."
        else {
            throw ServiceError(.invalid, code: "invalidRef", "the reference in the URL can't be read")
        }
        return text
    }
}
