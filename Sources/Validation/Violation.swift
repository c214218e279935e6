/// One rule that one value breaks. The message never repeats a secret value.
package struct Violation: Error, Sendable, Hashable {
    /// Which value.
    package var path: FieldPath
    /// Which rule, as a stable word that programs can compare.
    package var code: Code
    /// What is wrong and what would be right, for a person.
    package var message: String

    package init(_ path: FieldPath, _ code: Code, _ message: String) {
        self.path = path
        self.code = code
        self.message = message
    }

    /// A rule's stable name. Validator plug-ins bring their own.
    package struct Code: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
        package let rawValue: String

        package init(stringLiteral rawValue: String) {
            self.rawValue = rawValue
        }

        package init(_ rawValue: String) {
            self.rawValue = rawValue
        }

        package var description: String { rawValue }

        package static let required: Code = "required"
        package static let invalidName: Code = "invalidName"
        package static let invalidURL: Code = "invalidURL"
        package static let invalidHostKey: Code = "invalidHostKey"
        package static let invalidType: Code = "invalidType"
        package static let notSupported: Code = "notSupported"
        package static let tooLong: Code = "tooLong"
        package static let taken: Code = "taken"
        package static let unknownKey: Code = "unknownKey"
        package static let duplicateKey: Code = "duplicateKey"
        package static let outOfRange: Code = "outOfRange"
    }
}
