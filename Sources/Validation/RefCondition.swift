/// One name of a branch, tag or ref, or a pattern for many.
package enum RefCondition: Sendable, Hashable {
    /// Exactly this.
    case name(String)
    /// Found anywhere in it.
    case pattern(Pattern)

    package static let maxNameBytes = 255

    /// Reads a condition; a pattern is compiled.
    ///
    /// - Parameters:
    ///   - type: `simple` or `regexp`.
    ///   - match: The name or the pattern.
    ///   - path: Where it is.
    package init(type: String?, match: String?, at path: FieldPath) throws(Violation) {
        switch type {
        case "simple":
            let violation = TextRule.violation(
                of: match ?? "", at: path.appending("match"), maxBytes: Self.maxNameBytes)
            if let violation { throw violation }
            self = .name(match ?? "")
        case "regexp":
            guard let match, !match.isEmpty else {
                throw Violation(path.appending("match"), .required, "this must not be empty")
            }
            do throws(PatternProblem) {
                self = .pattern(try Pattern(match))
            } catch {
                throw Violation(
                    path.appending("match"), "invalidPattern",
                    "this pattern can't be read behind character \(error.position): \(error.reason)")
            }
        default:
            throw Violation(
                path.appending("type"), type == nil ? .required : .notSupported, "a type is needed: simple or regexp")
        }
    }

    package func matches(_ text: String) -> Bool {
        switch self {
        case .name(let name): text == name
        case .pattern(let pattern): pattern.isFound(in: text)
        }
    }
}
