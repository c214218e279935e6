import RemoteSources
import ServiceKit

/// What somebody asks a run for: one branch, tag or ref, perhaps at a commit.
struct RunSubject: Sendable, Hashable {
    /// The full ref.
    let ref: String
    let commitSHA: String?

    private static let maxRefBytes = 255

    /// - Throws: `ServiceError` 400 unless there is one of branch, tag and ref, and for a commit that is none.
    init(branch: String?, tag: String?, ref: String?, commitSHA: String?) throws(ServiceError) {
        let refs = [branch.map { "refs/heads/" + $0 }, tag.map { "refs/tags/" + $0 }, ref].compactMap { $0 }
        guard refs.count == 1, refs[0].hasPrefix("refs/"), !refs[0].hasSuffix("/"),
            refs[0].utf8.count <= Self.maxRefBytes
        else {
            throw ServiceError(
                .invalid, code: "invalidRunRef",
                "one of branch, tag and ref is needed; a ref is such as refs/heads/main")
        }
        self.ref = refs[0]
        do throws(DriverError) {
            self.commitSHA = try commitSHA.map { sha throws(DriverError) in try CommitSHA.checked(sha) }
        } catch {
            throw ServiceError(.invalid, code: "invalidCommitSHA", "commit_sha is a full commit id")
        }
    }
}
