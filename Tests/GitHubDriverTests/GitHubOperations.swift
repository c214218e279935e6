import GitHubDriver
import RemoteSources
import Testing

/// One operation of the driver, its output left out.
struct GitHubOperation: Sendable, CustomTestStringConvertible {
    let name: String
    /// Whether a success without a body is a success.
    let takesEmptyAnswer: Bool
    /// What a missing thing is.
    let missing: String
    /// What a state that forbids it is.
    let conflict: String
    /// What a value that is not taken is.
    let invalid: String
    let make: @Sendable (GitHubDriver) async throws -> Call<Void>
    var testDescription: String { name }

    init<Output: Sendable>(
        _ name: String, takesEmptyAnswer: Bool = false, missing: String = "notFound", conflict: String = "conflict",
        invalid: String = "invalid",
        _ make: @escaping @Sendable (GitHubDriver, RepositoryPath) async throws -> Call<Output>
    ) {
        self.name = name
        self.takesEmptyAnswer = takesEmptyAnswer
        self.missing = missing
        self.conflict = conflict
        self.invalid = invalid
        self.make = { driver in
            try await make(driver, RepositoryPath(GitHubFixtures.path)).map { _ throws(DriverError) in }
        }
    }

    /// The code of the error that an answer leads to; `done` or `next` without one.
    func outcome(of response: ForgeResponse) async throws -> String {
        let call = try await make(GitHubDriver())
        do throws(DriverError) {
            switch try await call.read(response) {
            case .done: return "done"
            case .next: return "next"
            }
        } catch {
            return error.code
        }
    }

    private static let sha = GitHubFixtures.sha

    /// Those that read or change something through the API; not the token endpoint, nor raw files.
    static let all = [
        GitHubOperation("currentUser") { driver, _ in try await driver.currentUser(credential: .bearer) },
        GitHubOperation("repositories") { driver, _ in try await driver.repositories(page: nil) },
        GitHubOperation("repository by path") { driver, path in try await driver.repository(path: path) },
        GitHubOperation("repository by id") { driver, _ in try await driver.repository(id: "1") },
        // An empty repository has no refs and no commits, and answers so with 409.
        GitHubOperation("ref", conflict: "notFound") { driver, path in
            try await driver.ref("refs/heads/main", in: path)
        },
        GitHubOperation("branches") { driver, path in try await driver.branches(in: path, page: nil) },
        GitHubOperation("tags") { driver, path in try await driver.tags(in: path, page: nil) },
        GitHubOperation("commit", conflict: "notFound", invalid: "notFound") { driver, path in
            try await driver.commit(sha, in: path)
        },
        GitHubOperation("deployKeys") { driver, path in try await driver.deployKeys(in: path, page: nil) },
        GitHubOperation("createDeployKey") { driver, path in
            try await driver.createDeployKey(NewDeployKey(title: "t", publicKey: "k"), in: path)
        },
        GitHubOperation("webhooks") { driver, path in try await driver.webhooks(in: path, page: nil) },
        GitHubOperation("createWebhook") { driver, path in
            try await driver.createWebhook(url: "http://gateway.test/webhooks", in: path)
        },
        GitHubOperation("createCommitStatus", takesEmptyAnswer: true) { driver, path in
            let status = CommitStatus(state: .success, context: "c", description: "d")
            return try await driver.createCommitStatus(status, for: sha, in: path)
        },
        GitHubOperation("testWebhook", takesEmptyAnswer: true) { driver, path in
            try await driver.testWebhook(id: "1", in: path)
        },
        GitHubOperation("deleteDeployKey", takesEmptyAnswer: true, missing: "done") { driver, path in
            try await driver.deleteDeployKey(id: "1", in: path)
        },
        GitHubOperation("deleteWebhook", takesEmptyAnswer: true, missing: "done") { driver, path in
            try await driver.deleteWebhook(id: "1", in: path)
        },
        // It may be a person's instead of an organization's.
        GitHubOperation("installation", missing: "next") { driver, _ in try await driver.installation(of: "acme") },
        GitHubOperation("createInstallationToken") { driver, _ in try await driver.createInstallationToken(id: "1") },
        GitHubOperation("installationRepositories") { driver, _ in
            try await driver.installationRepositories(page: nil)
        },
    ]
}
