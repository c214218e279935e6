package import ConfigStore

extension EtcdStore {
    package var revision: Int { follower.latest }

    package func wait(for revision: Int) async throws { try await follower.commits.wait(for: revision) }

    package func commits(after revision: Int, limit: Int) async throws -> CommitPage {
        follower.recent.page(after: revision, limit: limit)
    }

    package func dropCommits(through revision: Int) async throws { follower.recent.drop(through: revision) }
}
