public import RemoteSources

/// One operation of a driver, its output left out.
public struct DriverOperation: Sendable, CustomStringConvertible {
    /// What it is called.
    public let name: String
    /// Whether a success without a body is a success.
    public let takesEmptyAnswer: Bool
    /// Whether a missing thing is a success.
    public let takesMissing: Bool
    private let make: @Sendable () async throws -> Call<Void>

    /// The name.
    public var description: String { name }

    /// Creates an operation.
    ///
    /// - Parameters:
    ///   - name: What it is called.
    ///   - takesEmptyAnswer: Whether a success without a body is a success.
    ///   - takesMissing: Whether a missing thing is a success.
    ///   - make: Asks the driver for the call.
    public init<Output: Sendable>(
        _ name: String, takesEmptyAnswer: Bool = false, takesMissing: Bool = false,
        _ make: @escaping @Sendable () async throws -> Call<Output>
    ) {
        self.name = name
        self.takesEmptyAnswer = takesEmptyAnswer
        self.takesMissing = takesMissing
        self.make = { try await make().map { _ throws(DriverError) in } }
    }

    /// What an answer to its requests leads to, the same to each: the code of an error, `done` without one, and `next` when
    /// it would go on asking after eight.
    ///
    /// - Parameter response: The answer.
    /// - Throws: What the driver throws before it asks.
    public func outcome(of response: ForgeResponse) async throws -> String {
        var call = try await make()
        do throws(DriverError) {
            for _ in 0..<8 {
                switch try await call.read(response) {
                case .done: return "done"
                case .next(let next): call = next
                }
            }
            return "next"
        } catch {
            return error.code
        }
    }

    /// Those of a driver's capabilities that read or change something through the API; not the token endpoint, nor raw
    /// files.
    ///
    /// - Parameters:
    ///   - driver: The driver.
    ///   - repository: A repository's path that it takes.
    ///   - refs: Full refs of each kind that it reads in another way.
    /// - Returns: The operations.
    public static func all(
        of driver: any RemoteSourceDriver, repository: RepositoryPath, refs: [String]
    ) -> [DriverOperation] {
        let groups: [(capability: Capability, operations: [DriverOperation])] = [
            (.userInfo, [DriverOperation("currentUser") { try await driver.currentUser(credential: .bearer) }]),
            (.passwordLogin, [createToken(driver)]), (.repositories, repositories(driver, repository)),
            (.refs, Self.refs(driver, repository, refs)), (.deployKeys, deployKeys(driver, repository)),
            (.webhooks, webhooks(driver, repository)), (.webhookTest, [testWebhook(driver, repository)]),
            (.webhookDeliveries, deliveries(driver, repository)),
            (.commitStatus, [createCommitStatus(driver, repository)]),
        ]
        return groups.filter { driver.manifest.capabilities.contains($0.capability) }.flatMap(\.operations)
    }

    private static let sha = "eed7c2742d0dcf2ea4ea40607ccfb7c76daf5535"

    private static func createToken(_ driver: any RemoteSourceDriver) -> DriverOperation {
        DriverOperation("createToken", takesEmptyAnswer: true) {
            try await driver.createToken(name: "sallyport", for: RemoteUser(id: "2", loginName: "alice"))
        }
    }

    private static func repositories(_ driver: any RemoteSourceDriver, _ path: RepositoryPath) -> [DriverOperation] {
        [
            DriverOperation("repositories") { try await driver.repositories(page: nil) },
            DriverOperation("repository by path") { try await driver.repository(path: path) },
            DriverOperation("repository by id") { try await driver.repository(id: "1") },
        ]
    }

    private static func refs(
        _ driver: any RemoteSourceDriver, _ path: RepositoryPath, _ refs: [String]
    ) -> [DriverOperation] {
        refs.map { ref in DriverOperation(ref) { try await driver.ref(ref, in: path) } } + [
            DriverOperation("branches") { try await driver.branches(in: path, page: nil) },
            DriverOperation("tags") { try await driver.tags(in: path, page: nil) },
            DriverOperation("commit") { try await driver.commit(sha, in: path) },
        ]
    }

    private static func deployKeys(_ driver: any RemoteSourceDriver, _ path: RepositoryPath) -> [DriverOperation] {
        [
            DriverOperation("deployKeys") { try await driver.deployKeys(in: path, page: nil) },
            DriverOperation("createDeployKey") {
                try await driver.createDeployKey(NewDeployKey(title: "t", publicKey: "k"), in: path)
            },
            DriverOperation("deleteDeployKey", takesEmptyAnswer: true, takesMissing: true) {
                try await driver.deleteDeployKey(id: "1", in: path)
            },
        ]
    }

    private static func webhooks(_ driver: any RemoteSourceDriver, _ path: RepositoryPath) -> [DriverOperation] {
        [
            DriverOperation("webhooks") { try await driver.webhooks(in: path, page: nil) },
            DriverOperation("createWebhook") {
                try await driver.createWebhook(url: "http://gateway.test/webhooks", in: path)
            },
            DriverOperation("deleteWebhook", takesEmptyAnswer: true, takesMissing: true) {
                try await driver.deleteWebhook(id: "1", in: path)
            },
        ]
    }

    private static func testWebhook(_ driver: any RemoteSourceDriver, _ path: RepositoryPath) -> DriverOperation {
        DriverOperation("testWebhook", takesEmptyAnswer: true) { try await driver.testWebhook(id: "1", in: path) }
    }

    private static func deliveries(_ driver: any RemoteSourceDriver, _ path: RepositoryPath) -> [DriverOperation] {
        [
            DriverOperation("webhookDeliveries") {
                try await driver.webhookDeliveries(of: "1", in: path, page: nil)
            },
            DriverOperation("webhookDelivery") { try await driver.webhookDelivery(id: "1", of: "1", in: path) },
        ]
    }

    private static func createCommitStatus(
        _ driver: any RemoteSourceDriver, _ path: RepositoryPath
    ) -> DriverOperation {
        DriverOperation("createCommitStatus", takesEmptyAnswer: true) {
            let status = CommitStatus(state: .success, context: "c", description: "d")
            return try await driver.createCommitStatus(status, for: sha, in: path)
        }
    }
}
