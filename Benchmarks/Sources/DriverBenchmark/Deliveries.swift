import ArgumentParser
import CAllocations
import Crypto
import DeclarativeDriver
import Foundation
import GitHubDriver
import GitLabDriver
import GiteaDriver
import RemoteSources

/// A push of 25 kB, verified and read, one after the other.
struct Deliveries: AsyncParsableCommand {
    @Option var rounds = 5
    @Option var count = 500

    func run() async throws {
        for push in try Self.pushes() {
            let reader = WebhookReader(driver: push.driver, type: push.name, secrets: [Push.secret])
            let body = try push.body(bytes: 25_000)
            let headers = push.headers(for: body)
            func read(_ times: Int) async throws {
                for _ in 0..<times {
                    let event = try await reader.event(headers: headers, body: body, now: Date())
                    guard event.kind == .push, event.commits.count > 5 else { throw BenchmarkFailure("no push") }
                }
            }
            try await read(20)
            let before = allocations_so_far()
            try await read(count)
            let allocations = (allocations_so_far() - before) / count
            var costs: [Double] = []
            for _ in 0..<rounds {
                let start = DriverBenchmark.processorSeconds
                try await read(count)
                costs.append((DriverBenchmark.processorSeconds - start) / Double(count))
            }
            let cost = DriverBenchmark.median(costs)
            DriverBenchmark.report(
                "\(push.name): a push verified and read", 1 / cost, "/s",
                "\(body.count) bytes, a core; \(Int(cost * 1e6)) µs, \(allocations) allocations")
        }
    }

    private static func pushes() throws -> [Push] {
        let gogs = "examples/drivers/gogs.yaml"
        let manifest = Array(try Data(contentsOf: DriverBenchmark.root.appending(path: gogs)))
        return [
            Push(
                name: "gitea", driver: GiteaDriver(), file: "recordings/gitea/deliveries/push_main.push.json",
                event: ("x-gitea-event", "push"), signature: .code("x-gitea-signature", "")),
            Push(
                name: "github", driver: GitHubDriver(), file: "recordings/github/bodies/webhooks/push_new_branch.json",
                event: ("x-github-event", "push"), signature: .code("x-hub-signature-256", "sha256=")),
            Push(
                name: "gitlab", driver: GitLabDriver(), file: "recordings/gitlab/bodies/webhooks/push.json",
                event: ("x-gitlab-event", "Push Hook"), signature: .token("x-gitlab-token")),
            Push(
                name: "gogs (declarative)", driver: try DeclarativeDriver(manifest: manifest, file: gogs),
                file: "recordings/gogs/bodies/webhooks/push.json",
                event: ("x-gogs-event", "push"), signature: .code("x-gogs-signature", "")),
        ]
    }
}

/// A forge's push, and how it is signed.
struct Push {
    enum Signature {
        /// An HMAC-SHA256 in hexadecimal digits, in a header, after a prefix.
        case code(String, String)
        case token(String)
    }

    static let secret = "benchmark-secret"

    let name: String
    let driver: any RemoteSourceDriver
    /// Where a real payload is.
    let file: String
    let event: (header: String, value: String)
    let signature: Signature

    /// The payload with its commits repeated until it is that large.
    func body(bytes: Int) throws -> [UInt8] {
        let data = try Data(contentsOf: DriverBenchmark.root.appending(path: file))
        guard var payload = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw BenchmarkFailure("\(file) is no object")
        }
        // Recorded deliveries have the payload inside, as it came.
        if let inner = payload["body"] as? String,
            let object = try JSONSerialization.jsonObject(with: Data(inner.utf8)) as? [String: Any]
        {
            payload = object
        }
        guard let commits = payload["commits"] as? [Any], let first = commits.first else {
            throw BenchmarkFailure("\(file) has no commits")
        }
        var all = commits
        var body: [UInt8] = []
        repeat {
            all.append(first)
            payload["commits"] = all
            body = Array(try JSONSerialization.data(withJSONObject: payload, options: [.withoutEscapingSlashes]))
        } while body.count < bytes
        return body
    }

    func headers(for body: [UInt8]) -> [String: String] {
        var headers = ["content-type": "application/json", event.header: event.value]
        switch signature {
        case .token(let header): headers[header] = Self.secret
        case .code(let header, let prefix):
            let key = SymmetricKey(data: Data(Self.secret.utf8))
            let code = HMAC<SHA256>.authenticationCode(for: body, using: key)
            headers[header] = prefix + code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        return headers
    }
}
