import GiteaDriver
import RemoteSources
import Testing

@Suite("Gitea's commit statuses and webhooks")
struct GiteaStatusTests {
    private func members(_ status: CommitStatus) async throws -> [String: JSONValue] {
        let sha = String(repeating: "a", count: 64)
        let call = try await GiteaDriver().createCommitStatus(status, for: sha, in: RepositoryPath("alice/hello"))
        guard case .json(.object(let members)) = call.request.body else { return [:] }
        return Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
    }

    @Test("have a word for every state", arguments: CommitStatus.State.allCases)
    func states(state: CommitStatus.State) async throws {
        let words: [CommitStatus.State: JSONValue] = [
            .pending: "pending", .running: "pending", .success: "success", .skipped: "success", .failure: "failure",
            .cancelled: "failure", .error: "error",
        ]
        let sent = try await members(CommitStatus(state: state, context: "c", description: "d"))
        #expect(sent["state"] == words[state])
        #expect(sent["target_url"] == nil)
    }

    @Test("are shortened, never refused")
    func longDescription() async throws {
        let long = String(repeating: "ü", count: 1000)
        let sent = try await members(CommitStatus(state: .success, context: "c", description: long))
        #expect(sent["description"] == .string(String(repeating: "ü", count: 255)))
    }

    @Test("say whether a key is read-only, whatever it is", arguments: [true, false])
    func readOnly(isReadOnly: Bool) async throws {
        let key = NewDeployKey(title: "t", publicKey: "k", isReadOnly: isReadOnly)
        let call = try await GiteaDriver().createDeployKey(key, in: RepositoryPath("alice/hello"))
        #expect(call.request.body == .json(["key": "k", "read_only": .bool(isReadOnly), "title": "t"]))
    }
}
