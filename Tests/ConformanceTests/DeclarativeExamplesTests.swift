import DeclarativeDriver
import Foundation
import RemoteSourcesTesting
import Testing

@Suite("The declarative example drivers")
struct DeclarativeExamplesTests {
    static let names = ["gogs", "bitbucket-server"]

    private static func manifest(_ name: String) throws -> String {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../examples/drivers/\(name).yaml").standardizedFileURL
        return String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }

    private static func report(
        _ name: String, _ manifest: String, _ groups: [ConformanceGroup] = ConformanceKit.groups
    ) async throws -> ConformanceReport {
        let driver = try DeclarativeDriver(manifest: Array(manifest.utf8), file: "\(name).yaml")
        return await ConformanceKit(driver: driver, recordings: try BuiltInDriversTests.recordings(name)).run(groups)
    }

    @Test("do everything that the kit holds a driver to", arguments: names)
    func pass(name: String) async throws {
        let report = try await Self.report(name, Self.manifest(name))
        #expect(report.failures == [])
        #expect(report.results.count == 19)
    }

    /// What is changed in a manifest, and the group that has to see it.
    struct Defect: Sendable, CustomTestStringConvertible {
        let driver: String
        let group: String
        let name: String
        let old: String
        let new: String
        var testDescription: String { "\(driver), \(group): \(name)" }

        init(_ driver: String, _ group: String, _ name: String, _ old: String, _ new: String) {
            (self.driver, self.group, self.name, self.old, self.new) = (driver, group, name, old, new)
        }
    }

    static let defects: [Defect] = [
        Defect(
            "gogs", "manifest", "asks for test deliveries that nobody has seen", "  answer: {id: id, url: config.url",
            "  test: {request: \"POST /repos/{owner}/{repository}/hooks/{id}/tests\"}\n  answer: {id: id, url: config.url"
        ),
        Defect(
            "gogs", "requests", "gives a token a name that is taken the next time", "{tokenName}-{random}",
            "{tokenName}"),
        Defect(
            "gogs", "authentication", "asks without the token", "request: GET /user\n",
            "request: GET /user\n  credential: none\n"),
        Defect("gogs", "authentication", "asks a password who it is", "tokenFirst: true", "tokenFirst: false"),
        Defect(
            "gogs", "refs", "adds a digit to the commit's id", "answer: {commitSHA: text}",
            "answer: {commitSHA: \"{text}0\"}"),
        Defect(
            "gogs", "deployKeys", "asks for a key that can push", #"key: "{key}"}"#,
            #"key: "{key}", read_only: "{readOnly}"}"#),
        Defect(
            "gogs", "events", "takes a fork that is gone for the repository 0", ", unless: \"0\"", ", unless: \"-\""),
        Defect(
            "gogs", "pullRequests", "counts pull requests by their ids", " number: number", " number: pull_request.id"),
        Defect(
            "bitbucket-server", "pullRequests", "knows repositories by their paths", "repository: {id: repository.id,",
            "repository: {id: \"{repository.project.key}/{repository.slug}\","),
        Defect(
            "bitbucket-server", "requests", "doesn't say which webhook is tried", "webhookId: \"{id}\", url",
            "url"),
    ]

    @Test("fail the group that is about it, with a defect", arguments: defects)
    func fails(defect: Defect) async throws {
        let manifest = try Self.manifest(defect.driver)
        try #require(manifest.contains(defect.old))
        let group = try #require(ConformanceKit.groups.first { $0.name == defect.group })
        let report = try await Self.report(defect.driver, manifest.replacing(defect.old, with: defect.new), [group])
        #expect(!report.failures.isEmpty)
    }
}
