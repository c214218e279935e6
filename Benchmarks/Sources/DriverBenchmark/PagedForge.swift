import DeclarativeDriver
import Foundation
import GiteaDriver
import HTTPTransport
import Logging
import PluginProcess
import ProcessDriver
import RemoteSources

/// A forge that has 10,000 repositories and answers at once, so that only host and driver are measured.
struct PagedForge: HTTPTransport {
    static let total = 10_000

    let name: String
    private let pageSize: Int
    private let repository: [UInt8]
    /// Which item the page of a URL starts with.
    private let first: @Sendable (URLComponents) -> Int
    /// What is around the items that start with the first and end before the second.
    private let frame: @Sendable (Int, Int) -> (before: String, after: String)

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        guard let url = URLComponents(string: request.url) else { throw TransportError(.invalidRequest, "no URL") }
        if url.path.hasSuffix("/whoami") { return Self.answer(Array(#"{"username":"alice"}"#.utf8)) }
        if url.path == "/api/v1/user" { return Self.answer(Array(#"{"id":1,"login":"alice"}"#.utf8)) }
        let start = min(first(url), Self.total)
        let end = min(start + pageSize, Self.total)
        let (before, after) = frame(start, end)
        var body = Array(before.utf8)
        for index in start..<end {
            if index > start { body.append(UInt8(ascii: ",")) }
            body += repository
        }
        return Self.answer(body + Array(after.utf8))
    }

    private static func answer(_ body: [UInt8]) -> TransportResponse {
        TransportResponse(status: 200, headers: [TransportHeader("Content-Type", "application/json")], body: body)
    }

    static func gitea() throws -> PagedForge {
        PagedForge(
            name: "gitea", pageSize: 50,
            repository: try object(in: "recordings/gitea/exchanges/repo_get.json", at: ["response", "body"]),
            first: { (number("page", of: $0, else: 1) - 1) * 50 }, frame: { _, _ in ("[", "]") })
    }

    static func bitbucketServer() throws -> PagedForge {
        PagedForge(
            name: "bitbucket-server", pageSize: 100,
            repository: try object(
                in: "recordings/bitbucket-server/exchanges/repository.json",
                at: ["response", "body"]),
            first: { number("start", of: $0, else: 0) },
            frame: { _, end in
                let rest = end < total ? #""isLastPage":false,"nextPageStart":\#(end)"# : #""isLastPage":true"#
                return (#"{"values":["#, "],\(rest)}")
            })
    }

    static func pagure() throws -> PagedForge {
        PagedForge(
            name: "pagure", pageSize: 50,
            repository: try object(in: "recordings/pagure/exchanges/project.json", at: ["response", "body"]),
            first: { (number("page", of: $0, else: 1) - 1) * 50 },
            frame: { _, _ in (#"{"projects":["#, #"],"pagination":{"pages":\#(total / 50)}}"#) })
    }

    /// A session with this forge.
    func session(_ driver: any RemoteSourceDriver) -> RemoteSourceSession {
        RemoteSourceSession(
            driver: driver, host: DriverHost(transport: self),
            connection: RemoteSourceConnection(apiURL: "https://forge.example.com"),
            credentials: CredentialSet(accessToken: "benchmark-token"), deadline: .now + .seconds(600))
    }

    private static func number(_ name: String, of url: URLComponents, else usual: Int) -> Int {
        url.queryItems?.first { $0.name == name }?.value.flatMap { Int($0) } ?? usual
    }

    private static func object(in file: String, at path: [String]) throws -> [UInt8] {
        var value = try JSONSerialization.jsonObject(
            with: Data(contentsOf: DriverBenchmark.root.appending(path: file)))
        for key in path {
            guard let next = (value as? [String: Any])?[key] else { throw BenchmarkFailure("\(file) has no \(key)") }
            value = next
        }
        // A recorded body may be the text of one.
        if let text = value as? String { return Array(text.utf8) }
        return Array(try JSONSerialization.data(withJSONObject: value, options: [.withoutEscapingSlashes]))
    }
}

/// The drivers that are no part of the executable.
enum ExampleDriver {
    static func declarative(_ name: String) throws -> DeclarativeDriver {
        let path = "examples/drivers/\(name).yaml"
        return try DeclarativeDriver(
            manifest: Array(try Data(contentsOf: DriverBenchmark.root.appending(path: path))), file: path)
    }

    /// Runs `body` beside the process of a driver.
    static func withProcess(_ name: String, _ body: (ProcessDriver) async throws -> Void) async throws {
        let driver = try await ProcessDriver.load(
            PluginCommand(executable: DriverBenchmark.root.path + "/examples/drivers/\(name).py"), type: "benchmark",
            logger: Logger(label: "benchmark", factory: { _ in SwiftLogNoOpLogHandler() }))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [process = driver.process] in await process.run() }
            defer { group.cancelAll() }
            try await body(driver)
        }
    }
}
