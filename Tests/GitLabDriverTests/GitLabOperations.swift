import GitLabDriver
import RemoteSources
import Testing

/// One operation of the driver, its output left out.
struct GitLabOperation: Sendable, CustomTestStringConvertible {
    let name: String
    /// Whether a success without a body is a success.
    let takesEmptyAnswer: Bool
    /// Whether a missing thing is a success.
    let takesMissing: Bool
    let make: @Sendable (GitLabDriver) async throws -> Call<Void>
    var testDescription: String { name }

    init<Output: Sendable>(
        _ name: String, takesEmptyAnswer: Bool = false, takesMissing: Bool = false,
        _ make: @escaping @Sendable (GitLabDriver, RepositoryPath) async throws -> Call<Output>
    ) {
        self.name = name
        self.takesEmptyAnswer = takesEmptyAnswer
        self.takesMissing = takesMissing
        self.make = { driver in
            try await make(driver, RepositoryPath("group/sub/hello")).map { _ throws(DriverError) in }
        }
    }

    /// The code of the error that an answer leads to; `done` or `next` without one.
    func outcome(of response: ForgeResponse) async throws -> String {
        let call = try await make(GitLabDriver())
        do throws(DriverError) {
            switch try await call.read(response) {
            case .done: return "done"
            case .next: return "next"
            }
        } catch {
            return error.code
        }
    }

    static let sha = GitLabFixtures.sha

    /// Those that read or change something through the API; not the token endpoint, nor raw files.
    static let all = [
        GitLabOperation("currentUser") { driver, _ in try await driver.currentUser(credential: .bearer) },
        GitLabOperation("repositories") { driver, _ in try await driver.repositories(page: nil) },
        GitLabOperation("repository by path") { driver, path in try await driver.repository(path: path) },
        GitLabOperation("repository by id") { driver, _ in try await driver.repository(id: "1") },
        GitLabOperation("branch") { driver, path in try await driver.ref("refs/heads/main", in: path) },
        GitLabOperation("tag") { driver, path in try await driver.ref("refs/tags/v1", in: path) },
        GitLabOperation("merge request") { driver, path in
            try await driver.ref("refs/merge-requests/1/head", in: path)
        },
        GitLabOperation("branches") { driver, path in try await driver.branches(in: path, page: nil) },
        GitLabOperation("tags") { driver, path in try await driver.tags(in: path, page: nil) },
        GitLabOperation("commit") { driver, path in try await driver.commit(sha, in: path) },
        GitLabOperation("deployKeys") { driver, path in try await driver.deployKeys(in: path, page: nil) },
        GitLabOperation("createDeployKey") { driver, path in
            try await driver.createDeployKey(NewDeployKey(title: "t", publicKey: "k"), in: path)
        },
        GitLabOperation("webhooks") { driver, path in try await driver.webhooks(in: path, page: nil) },
        GitLabOperation("createWebhook") { driver, path in
            try await driver.createWebhook(url: "http://gateway.test/webhooks", in: path)
        },
        GitLabOperation("createCommitStatus", takesEmptyAnswer: true) { driver, path in
            let status = CommitStatus(state: .success, context: "c", description: "d")
            return try await driver.createCommitStatus(status, for: sha, in: path)
        },
        GitLabOperation("testWebhook", takesEmptyAnswer: true) { driver, path in
            try await driver.testWebhook(id: "1", in: path)
        },
        GitLabOperation("deleteDeployKey", takesEmptyAnswer: true, takesMissing: true) { driver, path in
            try await driver.deleteDeployKey(id: "1", in: path)
        },
        GitLabOperation("deleteWebhook", takesEmptyAnswer: true, takesMissing: true) { driver, path in
            try await driver.deleteWebhook(id: "1", in: path)
        },
    ]
}
