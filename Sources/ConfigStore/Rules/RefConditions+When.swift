import ConfigStoreAPI
import Validation

extension RefConditions {
    /// Reads conditions as the API has them, and compiles their patterns.
    init(_ when: When, at path: FieldPath, into violations: inout Violations) {
        self.init(
            branch: when.branch.map { Part($0, at: path.appending("branch"), into: &violations) },
            tag: when.tag.map { Part($0, at: path.appending("tag"), into: &violations) },
            ref: when.ref.map { Part($0, at: path.appending("ref"), into: &violations) })
    }
}

extension RefConditions.Part {
    fileprivate init(_ conditions: WhenConditions, at path: FieldPath, into violations: inout Violations) {
        self.init(
            include: Self.read(conditions.include, at: path.appending("include"), into: &violations),
            exclude: Self.read(conditions.exclude, at: path.appending("exclude"), into: &violations))
    }

    private static func read(
        _ conditions: [WhenCondition], at path: FieldPath, into violations: inout Violations
    ) -> [RefCondition] {
        conditions.enumerated().compactMap { index, condition in
            do throws(Violation) {
                return try RefCondition(type: condition.type, match: condition.match, at: path.appending(index: index))
            } catch {
                violations.add(error)
                return nil
            }
        }
    }
}
