import Crypto
import Foundation
import Testing

@Suite("sallyport webhook parse", .timeLimit(.minutes(1)))
struct WebhookParseTests {
    /// A delivery that a real Gitea made, with the secret that it was signed with.
    private struct Delivery: Decodable {
        var headers: [String: String]
        let body: String
        let secret: String

        init(_ name: String) throws {
            self = try JSONDecoder().decode(Self.self, from: Self.bytes("gitea/deliveries", name))
        }

        /// A published body of GitLab, which has no headers.
        init(gitLab name: String, event: String, secret: String) throws {
            headers = ["X-Gitlab-Event": event]
            body = String(decoding: try Self.bytes("gitlab/bodies/webhooks", name), as: UTF8.self)
            self.secret = secret
        }

        private static func bytes(_ folder: String, _ name: String) throws -> Data {
            try Data(contentsOf: URL(filePath: "\(SallyportProcess.root)recordings/\(folder)/\(name).json"))
        }
    }

    private static func parse(
        _ delivery: Delivery, driver: String = "gitea", body: String? = nil, secrets: [String]? = nil,
        changing header: (String, String)? = nil
    ) async throws -> CommandRun.Result {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        var arguments = ["webhook", "parse", "--driver", driver]
        for (index, secret) in (secrets ?? [delivery.secret]).enumerated() {
            try Data(secret.utf8).write(to: URL(filePath: directory + "/secret\(index)"))
            arguments += ["--secret-file", "secret\(index)"]
        }
        var headers = delivery.headers
        if let header { headers[header.0] = header.1 }
        for (name, value) in headers { arguments += ["--header", "\(name): \(value)"] }
        return try await CommandRun(arguments, input: body ?? delivery.body, in: directory).result
    }

    @Test(
        "prints events that are as their schema says",
        arguments: [
            ("push_main.push", "push"), ("tag_create.0.push", "tag"), ("branch_delete.delete", "branchDeleted"),
            ("tag_delete.0.push", "tagDeleted"), ("pr_opened_from_fork.pull_request", "pullRequest"),
        ])
    func events(name: String, kind: String) async throws {
        let result = try await Self.parse(try Delivery(name), driver: "forgejo", secrets: nil)
        #expect(result.status == 0 && result.errors == "", "\(result)")
        let event = try #require(result.json as? [String: Any])
        #expect(event["kind"] as? String == kind && event["driver"] as? String == "forgejo")
        #expect(try JSONSchema.event().problems(of: event) == [])
    }

    @Test("reads GitLab's deliveries, with the token and signed")
    func gitLab() async throws {
        let key = Data((0..<32).map { UInt8($0) })
        let secret = "whsec_" + key.base64EncodedString()
        var delivery = try Delivery(gitLab: "pull_request_create", event: "Merge Request Hook", secret: secret)
        delivery.headers["X-Gitlab-Token"] = secret
        let byToken = try await Self.parse(delivery, driver: "gitlab")
        let event = try #require(byToken.json as? [String: Any], "\(byToken)")
        #expect(event["kind"] as? String == "pullRequest" && event["action"] as? String == "opened")
        #expect(try JSONSchema.event().problems(of: event) == [])
        delivery.headers["X-Gitlab-Token"] = nil
        #expect(try await Self.parse(delivery, driver: "gitlab").status == 4)
        for (age, status) in [(0, 0), (290, 0), (600, 4)] {
            let timestamp = String(Int(Date().timeIntervalSince1970) - age)
            let code = HMAC<SHA256>.authenticationCode(
                for: Data("d1.\(timestamp).\(delivery.body)".utf8), using: SymmetricKey(data: key))
            delivery.headers["webhook-id"] = "d1"
            delivery.headers["webhook-timestamp"] = timestamp
            delivery.headers["webhook-signature"] = "v1,AAAA v1,\(Data(code).base64EncodedString())"
            let result = try await Self.parse(delivery, driver: "gitlab")
            #expect(result.status == status, "\(age): \(result)")
            #expect(status != 0 || (result.json as? [String: Any])?["deliveryID"] as? String == "d1")
        }
    }

    @Test("takes the secret before the current one too, and line ends in its file")
    func previousSecret() async throws {
        let delivery = try Delivery("push_main.push")
        let result = try await Self.parse(delivery, secrets: ["another", delivery.secret + "\n"])
        #expect(result.status == 0, "\(result)")
    }

    @Test("ends with 3 for what is genuine and ignored")
    func ignored() async throws {
        let result = try await Self.parse(try Delivery("branch_create.0.create"))
        #expect(result.status == 3 && result.output == "")
        #expect(
            result.errors == "sallyport: the delivery is genuine and ignored: a new branch or tag comes as a push too\n"
        )
    }

    @Test("ends with 4 when it is not genuine, before anything of it is read")
    func notGenuine() async throws {
        let delivery = try Delivery("push_main.push")
        let cases = [
            try await Self.parse(delivery, secrets: ["another"]),
            try await Self.parse(delivery, body: delivery.body + " "), try await Self.parse(delivery, body: "{"),
            try await Self.parse(delivery, changing: ("X-Gitea-Signature", "")),
        ]
        for result in cases {
            #expect(result.status == 4 && result.output == "", "\(result)")
            #expect(!result.errors.contains(delivery.secret))
        }
    }

    @Test("ends with 5 when it can't be read")
    func unreadable() async throws {
        let delivery = try Delivery("push_main.push")
        let cases = [
            try await Self.parse(delivery, body: String(repeating: " ", count: 25 * 1024 * 1024 + 1)),
            try await Self.parse(delivery, changing: ("X-Gitea-Event", "pull_request")),
            try await Self.parse(delivery, changing: ("Content-Type", "application/x-www-form-urlencoded")),
        ]
        for result in cases { #expect(result.status == 5 && result.output == "", "\(result)") }
    }

    @Test("says what is wrong with how it was called")
    func usage() async throws {
        let delivery = try Delivery("push_main.push")
        let unknown = try await Self.parse(delivery, driver: "sourcehut")
        #expect(unknown.status == 1 && unknown.errors.hasPrefix("sallyport: there is no driver sourcehut; there are "))
        #expect(try await Self.parse(delivery, secrets: [""]).status == 1)
        #expect(try await Self.parse(delivery, secrets: []).status == 64)
        let badHeader = try CommandRun([
            "webhook", "parse", "--driver", "gitea", "--secret-file", #filePath, "--header", "x",
        ])
        #expect(try await badHeader.result.status == 64)
    }
}
