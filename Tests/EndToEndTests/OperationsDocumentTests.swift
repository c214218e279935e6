import CurlTransport
import Foundation
import Glibc
import HTTPTransport
import ServiceTesting
import StrictYAML
import Testing

@Suite("docs/operations.md and examples/deploy", .serviceLogs, .timeLimit(.minutes(2)))
struct OperationsDocumentTests {
    private static let folder = SallyportProcess.root + "/examples/deploy"

    @Test("have every metric that there is, and no other")
    func metrics() async throws {
        let documented = Set(
            try Self.text("docs/operations.md").matches(of: /\n\| `([a-z_]+)` \| (counter|gauge|histogram) \|/)
                .map { "\($0.1) \($0.2)" })
        let text = try await Self.metricsOfProcess()
        let answered = Set(text.matches(of: /# TYPE ([a-z_]+) ([a-z]+)/).map { "\($0.1) \($0.2)" })
        #expect(documented.symmetricDifference(answered).sorted() == [])
        let names = Set(answered.map { String($0.prefix { $0 != " " }) })
        let alerts = try Self.text("examples/deploy/alerts.yaml")
        for match in alerts.matches(of: /(?:sallyport|process)_[a-z_]+/) {
            let name = String(match.0).replacing(/_(bucket|sum|count)$/, with: "")
            #expect(names.contains(name) || names.contains(String(match.0)), "\(match.0)")
        }
    }

    @Test("name environment variables, paths and flags that there are")
    func settings() throws {
        let settings = try Self.text("docs/configuration.md")
        let routes = try Self.text("docs/http-api.md")
        for file in try Self.files() {
            let text = try String(contentsOfFile: file, encoding: .utf8)
            for match in text.matches(of: /SALLYPORT_[A-Z_]+/) {
                #expect(settings.contains("`\(match.0)`"), "\(match.0) in \(file)")
            }
            for match in text.matches(of: /path: (\/[a-z]+z|\/metrics)\b/) {
                #expect(routes.contains("`GET \(match.1)`"), "\(match.1) in \(file)")
            }
            for match in text.matches(of: /serve[^\n]* (--[a-z-]+)/) {
                #expect(settings.contains("`\(match.1)`") || match.1 == "--config")
            }
        }
    }

    @Test("are YAML, each document of it")
    func yaml() throws {
        for file in try Self.files() where file.hasSuffix(".yaml") {
            let text = try String(contentsOfFile: file, encoding: .utf8)
            for document in text.split(separator: "\n---\n") {
                _ = try YAMLDocument.parse(Array(document.utf8), file: file)
            }
        }
    }

    private static func metricsOfProcess() async throws -> String {
        var text = ""
        try await DurabilityTests.withDirectory { directory in
            let process = try await SallyportProcess(dataDirectory: directory)
            let transport = try SallyportProcess.transport()
            for (url, token) in [
                (process.configStoreURL, SallyportProcess.token), (process.gatewayURL, SallyportProcess.adminToken),
            ] {
                let refused = try await transport.send(TransportRequest(method: "GET", url: url + "/metrics"))
                #expect(refused.status == 401)
                let answer = try await transport.send(
                    TransportRequest(
                        method: "GET", url: url + "/metrics",
                        headers: [TransportHeader("Authorization", "Bearer \(token)", isSensitive: true)]))
                #expect(answer.status == 200)
                text = String(decoding: answer.body, as: UTF8.self)
            }
            #expect(await process.stop(SIGTERM) == 0)
        }
        return text
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: SallyportProcess.root + "/" + path, encoding: .utf8)
    }

    private static func files() throws -> [String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return names.filter { $0.contains(".") || $0 == "Containerfile" }.map { folder + "/" + $0 }
    }
}
