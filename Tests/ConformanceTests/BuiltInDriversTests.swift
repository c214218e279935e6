import Foundation
import GitHubDriver
import GitLabDriver
import GiteaDriver
import PlainGitDriver
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("The built-in drivers")
struct BuiltInDriversTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let driver: any RemoteSourceDriver
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "gitea", driver: GiteaDriver()), Case(name: "github", driver: GitHubDriver()),
        Case(name: "gitlab", driver: GitLabDriver()), Case(name: "git", driver: PlainGitDriver()),
    ]

    static func recordings(_ name: String) throws -> Recordings {
        try Recordings(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../recordings/\(name)").standardizedFileURL)
    }

    @Test("do everything that the kit holds a driver to", arguments: cases)
    func pass(testCase: Case) async throws {
        let kit = ConformanceKit(driver: testCase.driver, recordings: try Self.recordings(testCase.name))
        let report = await kit.run()
        #expect(report.failures == [])
        #expect(report.results.count == 19)
    }
}
