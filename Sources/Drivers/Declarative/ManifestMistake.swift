import Validation

/// What is wrong with one text of a manifest. The reader knows where it is.
struct ManifestMistake: Error {
    let code: Violation.Code
    let message: String

    init(_ code: Violation.Code, _ message: String) {
        self.code = code
        self.message = message
    }

    static let invalidPath: Violation.Code = "invalidPath"
    static let invalidTemplate: Violation.Code = "invalidTemplate"
    static let unknownPlaceholder: Violation.Code = "unknownPlaceholder"
}
