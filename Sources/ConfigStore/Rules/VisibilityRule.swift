import ConfigStoreAPI
import Validation

/// The rule of visibilities.
enum VisibilityRule {
    /// Reads a visibility, or adds a violation.
    static func read(
        _ text: String?, at path: FieldPath = "visibility", into violations: inout Violations
    ) -> Visibility {
        if let text, let visibility = Visibility(rawValue: text) { return visibility }
        violations.add(
            path, text == nil ? .required : .notSupported, "a visibility is needed: public or private")
        return .private
    }
}
