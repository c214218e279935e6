import GiteaDriver
import RemoteSources
import Testing

/// One operation of the driver, its output left out.
struct GiteaOperation: Sendable, CustomTestStringConvertible {
    let name: String
    /// Whether a success without a body is a success.
    let takesEmptyAnswer: Bool
    /// Whether a missing thing is a success.
    let takesMissing: Bool
    let make: @Sendable (GiteaDriver) async throws -> Call<Void>
    var testDescription: String { name }

    init<Output: Sendable>(
        _ name: String, takesEmptyAnswer: Bool = false, takesMissing: Bool = false,
        _ make: @escaping @Sendable (GiteaDriver, RepositoryPath) async throws -> Call<Output>
    ) {
        self.name = name
        self.takesEmptyAnswer = takesEmptyAnswer
        self.takesMissing = takesMissing
        self.make = { driver in
            try await make(driver, RepositoryPath("alice/hello")).map { _ throws(DriverError) in }
        }
    }

    /// The code of the error that an answer leads to; `done` or `next` without one.
    func outcome(of response: ForgeResponse) async throws -> String {
        let call = try await make(GiteaDriver())
        do throws(DriverError) {
            switch try await call.read(response) {
            case .done: return "done"
            case .next: return "next"
            }
        } catch {
            return error.code
        }
    }

    static let sha = "eed7c2742d0dcf2ea4ea40607ccfb7c76daf5535"

    /// Those that read or change something through the API; not the token endpoint, nor raw files.
    static let all = [
        GiteaOperation("currentUser") { driver, _ in try await driver.currentUser(credential: .token) },
        GiteaOperation("repositories") { driver, _ in try await driver.repositories(page: nil) },
        GiteaOperation("repository by path") { driver, path in try await driver.repository(path: path) },
        GiteaOperation("repository by id") { driver, _ in try await driver.repository(id: "1") },
        GiteaOperation("ref") { driver, path in try await driver.ref("refs/heads/main", in: path) },
        GiteaOperation("branches") { driver, path in try await driver.branches(in: path, page: nil) },
        GiteaOperation("tags") { driver, path in try await driver.tags(in: path, page: nil) },
        GiteaOperation("commit") { driver, path in try await driver.commit(sha, in: path) },
        GiteaOperation("deployKeys") { driver, path in try await driver.deployKeys(in: path, page: nil) },
        GiteaOperation("createDeployKey") { driver, path in
            try await driver.createDeployKey(NewDeployKey(title: "t", publicKey: "k"), in: path)
        },
        GiteaOperation("webhooks") { driver, path in try await driver.webhooks(in: path, page: nil) },
        GiteaOperation("createWebhook") { driver, path in
            try await driver.createWebhook(url: "http://gateway.test/webhooks", in: path)
        },
        GiteaOperation("createToken", takesEmptyAnswer: true) { driver, _ in
            try await driver.createToken(name: "sallyport", for: RemoteUser(id: "2", loginName: "alice"))
        },
        GiteaOperation("createCommitStatus", takesEmptyAnswer: true) { driver, path in
            let status = CommitStatus(state: .success, context: "c", description: "d")
            return try await driver.createCommitStatus(status, for: sha, in: path)
        },
        GiteaOperation("testWebhook", takesEmptyAnswer: true) { driver, path in
            try await driver.testWebhook(id: "1", in: path)
        },
        GiteaOperation("deleteDeployKey", takesEmptyAnswer: true, takesMissing: true) { driver, path in
            try await driver.deleteDeployKey(id: "1", in: path)
        },
        GiteaOperation("deleteWebhook", takesEmptyAnswer: true, takesMissing: true) { driver, path in
            try await driver.deleteWebhook(id: "1", in: path)
        },
    ]
}
