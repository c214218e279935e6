import ConfigStoreAPI
import Foundation
import Testing

@testable import ConfigStore

@Suite("Which secret a value gets")
struct VariableResolutionTests {
    private static func parent(_ id: String) -> Parent { Parent(type: .projectGroup, id: id, path: "org/\(id)") }

    /// A variable in `mid` that needs `db.k`, as it is seen from `near`, where `secrets` have some keys.
    private static func resolve(_ secrets: [String: [String]]) -> SecretResolution? {
        let candidates = secrets.mapValues { VariableResolution.Candidate(id: "s", keys: $0) }
        let resolution = VariableResolution(
            levels: [parent("near"), parent("mid"), parent("top")], secrets: ["db": candidates], variables: [:])
        let variable = Variable(
            id: "v", name: "V", parent: parent("mid"),
            values: [VariableValue(secretName: "db", secretVar: "k", matchingSecretParentPath: "")],
            creationTime: Date(timeIntervalSince1970: 0), updateTime: Date(timeIntervalSince1970: 0), revision: 1)
        return resolution.resolved(variable).values[0].resolution
    }

    @Test("is its own, an inherited one, or missing: with what it overrides and what is not considered")
    func statuses() throws {
        let own = try #require(Self.resolve(["mid": ["k"], "top": ["k"]]))
        #expect(own.status == .own && own.secretParentPath == "org/mid" && own.overrides == ["org/top"])
        let inherited = try #require(Self.resolve(["near": ["k"], "top": ["k", "l"]]))
        #expect(inherited.status == .inherited && inherited.secretParentPath == "org/top")
        #expect(inherited.notConsidered == ["org/near"] && inherited.overrides.isEmpty)
        let keyless = try #require(Self.resolve(["mid": ["l"], "top": ["k"]]))
        #expect(keyless.status == .missing && keyless.secretParentPath == "org/mid")
        #expect(keyless.reason == "the secret in org/mid itself has no key k, overrides the one in org/top")
        let none = try #require(Self.resolve(["near": ["k"]]))
        #expect(none.status == .missing && none.secretID == nil && none.secretParentPath == nil)
        #expect(
            none.reason
                == "there is no secret db in org/mid or further up; not the one in org/near, which is below the variable"
        )
        #expect(Self.resolve([:])?.reason == "there is no secret db in org/mid or further up")
    }
}
