import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("An import of an export of Agola's that is not whole", .serviceLogs, .timeLimit(.minutes(2)))
struct DamagedAgolaExportTests {
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What the refusal says.
        let refusal: String
        let file: String
        let damage: @Sendable (String) -> String

        init(
            _ name: String, _ refusal: String, file: String = "lines.ndjson",
            _ damage: @escaping @Sendable (String) -> String
        ) {
            testDescription = name
            self.refusal = refusal
            self.file = file
            self.damage = damage
        }

        /// Takes the lines away that have a text.
        static func without(_ name: String, _ part: String, _ refusal: String) -> Damage {
            Damage(name, refusal) { text in
                text.split(separator: "\n").filter { !$0.contains(part) }.joined(separator: "\n")
            }
        }

        static func replacing(_ name: String, _ old: String, _ new: String, _ refusal: String) -> Damage {
            Damage(name, refusal) { $0.replacing(old, with: new) }
        }
    }

    private static let damages = [
        Damage("nothing", "it has no object") { _ in "" },
        Damage("no export", "line 1: an object should begin here") { _ in "hello" },
        Damage("one of this product's", "line 1: this is no object") { _ in #"{"format":"sallyport-export"}"# },
        Damage("one of the run service", "it has nothing of a configstore") { _ in
            #"{"id":"x","data_type":"run","data":"e30="}"#
        },
        Damage("cut in a line", "the file ends within object 29") { String($0.dropLast(20)) },
        Damage("cut in an object", "the file ends within object", file: "wrapped.json") { String($0.dropLast(20)) },
        Damage("both formats", "object 2: this is of the other format") { text in
            text.prefix { $0 != "\n" } + "\n" + #"{"id":"x","data_type":"user","data":"e30="}"#
        },
        Damage("base64 that is none", "line 1: this is no object", file: "wrapped.json") {
            $0.replacing(#""data":""#, with: #""data":"%"#)
        },
        Damage("an object twice", "the id 00000021-0000-4000-8000-000000000021 is there twice, also at line 3") {
            text in
            text + text.split(separator: "\n")[2]
        },
        .replacing("an object of another type", #""admin":true"#, #""admin":"s3cret""#, "User 00000021"),
        .without("a remote source is missing", #""name":"gitea","#, "there is no remotesource 00000011"),
        .without("a group is missing", #""name":"backend""#, "what holds it, projectgroup 00000076"),
        .without("a user is missing", #""name":"bob""#, "there is no user 00000022"),
        .without("an organization is missing", #""name":"acme""#, "there is no org 00000031"),
        .without("an account is missing", #""remote_username":"alice""#, "there is no linkedaccount 00000051"),
        .without("a secret is missing", #""type":"internal""#, "there is no secret deploy"),
        .replacing("a key of a secret is missing", #""USER":"ci""#, #""ELSE":"ci""#, "has not all the keys"),
        .replacing("a name is taken", #""name":"bob""#, #""name":"alice""#, "its name, alice, is that of user"),
        .replacing("a name is none", #""name":"bob""#, #""name":"bob_2""#, "line 4 (user"),
        .replacing("a type without a driver", #""type":"gitea""#, #""type":"gogs""#, "no driver has this type"),
        .replacing(
            "a group holds itself", #""parent":{"type":"projectgroup","id":"00000073-0000-4000-8000-000000000073"}"#,
            #""parent":{"type":"projectgroup","id":"00000075-0000-4000-8000-000000000075"}"#, "or it holds itself"),
        .replacing("a role is none", #""member_role":"member""#, #""member_role":"boss""#, "a role is needed"),
        .replacing("data without a value", #""data":{"TOKEN":"deploy-s3cret""#, #""data":{"TOKEN":"""#, "data.TOKEN"),
        .replacing("a pattern that is none", "^release/", "(release", "values[0].when.branch.include[1]"),
        .replacing(
            "a member's account who is none", #""user_id":"00000021-0000-4000-8000-000000000021","member_role""#,
            #""user_id":"00000023-0000-4000-8000-000000000023","member_role""#, "not of its owner or a member of it"),
    ]

    @Test("is refused with what is wrong and where, and changes nothing", arguments: damages)
    func refusal(damage: Damage) async throws {
        let whole = try AgolaImportTests.export(damage.file)
        let text = damage.damage(whole)
        #expect(text != whole)
        try await ConfigStoreFixture.with { fixture in
            _ = try await fixture.client.createUser(CreateUserRequest(userName: "before"))
            do {
                _ = try await AgolaImportTests.load(text, fixture.client)
                Issue.record("it was taken")
            } catch let error as ConfigStoreClientError {
                #expect(error.code == "invalidExport")
                #expect(error.message.contains(damage.refusal), "\(error.message)")
                #expect(!error.message.contains("s3cret"))
            }
            #expect(try await fixture.client.users().items.map(\.name) == ["before"])
        }
    }

    @Test("is taken without what is broken, when that is wished")
    func leavingOut() async throws {
        let lines = try AgolaImportTests.export("lines.ndjson").split(separator: "\n")
        let text = lines.filter { !$0.contains(#""name":"backend""#) }.joined(separator: "\n")
        try await ConfigStoreFixture.with { fixture in
            let summary = try await AgolaImportTests.load(text, fixture.client, leavesOutBroken: true)
            let remarks = summary.conversion?.remarks ?? []
            // The group below it and the secret in it; the project and its variable went with the group.
            let broken = try #require(remarks.first { $0.code == "brokenLeftOut" })
            #expect(broken.count == 2)
            #expect(broken.places.contains { $0.contains("projectgroup 00000075") })
            let taken = Dictionary(uniqueKeysWithValues: (summary.conversion?.kinds ?? []).map { ($0.kind, $0.taken) })
            #expect(taken["project"] == 1 && taken["secret"] == 1 && taken["variable"] == 0)
        }
    }

    @Test("lists many problems, and only so many")
    func manyProblems() async throws {
        let user = #"{"exportMeta":{"kind":"User"},"id":"ID","name":"no name"}"#
        let text = (0..<50).map { user.replacing("ID", with: AgolaImportTests.id($0)) }.joined(separator: "\n")
        try await ConfigStoreFixture.with { fixture in
            let error = await #expect(throws: ConfigStoreClientError.self) {
                _ = try await AgolaImportTests.load(text, fixture.client)
            }
            #expect(error?.message.contains("line 10 ") == true)
            #expect(error?.message.contains("line 11 ") == false)
            #expect(error?.message.hasSuffix("and 40 more") == true)
        }
    }
}
