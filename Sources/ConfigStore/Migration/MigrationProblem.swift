/// Why a store is not migrated. What was migrated away from is in charge, and as it was.
package enum MigrationProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The target has data, or somebody works with it.
    case inUse(String)
    /// What was read back is not what was to be there.
    case different(expected: ExportSum, found: ExportSum)
    /// Somebody wrote when nobody should have.
    case written

    package var description: String {
        switch self {
        case .inUse(let text): text
        case .different(let expected, let found):
            "what is in the target is not what is in the source (\(found.sha256), not \(expected.sha256)): try again"
        case .written: "maintenance has ended meanwhile, and somebody may have written: try again"
        }
    }
}
