import Foundation
import GitServing
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

/// `recordings/git/exchanges` is what real repositories answer. `SALLYPORT_RECORD=git` writes it anew.
@Suite("Recordings of plain git", .timeLimit(.minutes(2)))
struct PlainGitRecordingsTests {
    private static let folder = URL(filePath: SallyportProcess.root + "recordings/git/exchanges")

    /// The exchanges by name, and what is asked in each.
    private static func paths(_ sample: GitServer.Sample) -> [String: String] {
        let nothing = String(repeating: "1", count: 40)
        return [
            "head": "/ref/HEAD", "branch_main": "/ref/refs%2Fheads%2Fmain",
            "branch_feature": "/ref/refs%2Fheads%2Ffeature%2Fx", "branch_missing": "/ref/refs%2Fheads%2Fnowhere",
            "tag_light": "/ref/refs%2Ftags%2Flight", "tag_annotated": "/ref/refs%2Ftags%2Fv1",
            "name_branch": "/ref/main", "name_tag": "/ref/v1",
            "branches": "/refs/heads", "tags": "/refs/tags", "commit": "/commits/\(sample.feature)",
            "commit_missing": "/commits/\(nothing)", "file": "/files/\(sample.main)/README.md",
            "file_nested": "/files/\(sample.main)/docs/a%20guide.txt", "file_empty": "/files/\(sample.main)/empty",
            "file_missing": "/files/\(sample.main)/nothing", "file_folder": "/files/\(sample.main)/docs",
            "file_link": "/files/\(sample.main)/link", "file_in_nothing": "/files/\(nothing)/README.md",
        ]
    }

    @Test("are what git says, over https and over ssh", arguments: [GitServer.Way.https, .ssh])
    func recorded(way: GitServer.Way) async throws {
        try await PlainGitFixture.with { fixture in
            let paths = Self.paths(try await fixture.server.makeSample("app"))
            let api = GitAPI(fixture.git, try fixture.repository(way, "app"))
            var answers: [String: TransportResponse] = [:]
            for (name, path) in paths {
                answers[name] = try await api.send(TransportRequest(method: "GET", url: GitAPI.url + path))
            }
            if ProcessInfo.processInfo.environment["SALLYPORT_RECORD"] == "git" { try Self.write(answers, paths) }
            let recorded = try RecordedExchange.load(Self.folder)
            #expect(Set(recorded.keys) == Set(paths.keys))
            for (name, exchange) in recorded {
                let answer = try #require(answers[name])
                #expect("\(exchange.method) \(exchange.path)" == "GET \(paths[name] ?? "")")
                #expect(exchange.response.status == answer.status && exchange.response.headers == answer.headers)
                #expect(try Self.text(exchange.response) == Self.text(answer), "\(name)")
            }
        }
    }

    private static func isJSON(_ response: TransportResponse) -> Bool {
        response.headers.first(named: "Content-Type") == "application/json"
    }

    private static func text(_ response: TransportResponse) throws -> String {
        isJSON(response)
            ? try RecordedExchange.canonical(response.body) : String(decoding: response.body, as: UTF8.self)
    }

    private static func write(_ answers: [String: TransportResponse], _ paths: [String: String]) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, answer) in answers {
            let body: Any =
                isJSON(answer)
                ? try JSONSerialization.jsonObject(with: Data(answer.body))
                : String(decoding: answer.body, as: UTF8.self)
            let headers = Dictionary(answer.headers.map { ($0.name, $0.value) }) { first, _ in first }
            let exchange: [String: Any] = [
                "request": ["method": "GET", "path": paths[name] ?? ""],
                "response": ["status": answer.status, "headers": headers, "body": body],
            ]
            try JSONSerialization.data(
                withJSONObject: exchange, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            ).write(to: folder.appending(path: name + ".json"))
        }
    }
}
