import ServiceKit
import Validation

/// Says which projects keep something from being done.
struct ProjectUseRefusal {
    let transaction: ActionTransaction

    /// The most projects that a refusal names.
    static let maxNamed = 10

    /// - Parameters:
    ///   - count: How many there are.
    ///   - what: What they use.
    ///   - uses: The projects that use it, as far as they were read.
    func refusal(
        _ code: String, _ count: Int, _ what: String, _ uses: [ClaimedRecord]
    ) throws -> ServiceError {
        let paths = try uses.prefix(Self.maxNamed).compactMap { claimed in
            let project = try Stored<ProjectRecord>(claimed.record)
            return try transaction.tree.placeIfReachable(ofGroup: project.value.parentID)
                .map { "\($0.path)/\(project.value.name)" }
        }
        let named = paths.enumerated().map { index, path in
            Violation(FieldPath("projects").appending(index: index), "inUse", path)
        }
        let who = count == 1 ? "1 project uses" : "\(count) projects use"
        let list = paths.joined(separator: ", ") + (count > paths.count && !paths.isEmpty ? ", …" : "")
        return ServiceError(
            .conflict, code: code, "\(who) \(what)" + (list.isEmpty ? "" : ": \(list)"),
            details: [Violation("projects", "inUse", String(count))] + named)
    }
}
