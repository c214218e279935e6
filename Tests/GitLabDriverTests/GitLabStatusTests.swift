import GitLabDriver
import RemoteSources
import Testing

@Suite("GitLab's commit statuses")
struct GitLabStatusTests {
    private func call(_ status: CommitStatus) async throws -> Call<Void> {
        let sha = String(repeating: "a", count: 64)
        return try await GitLabDriver().createCommitStatus(status, for: sha, in: RepositoryPath(GitLabFixtures.path))
    }

    private func members(_ status: CommitStatus) async throws -> [String: JSONValue] {
        guard case .json(.object(let members)) = try await call(status).request.body else { return [:] }
        return Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
    }

    private static let words: [CommitStatus.State: String] = [
        .pending: "pending", .running: "running", .success: "success", .skipped: "skipped", .failure: "failed",
        .cancelled: "canceled", .error: "failed",
    ]

    @Test("have a word for every state", arguments: CommitStatus.State.allCases)
    func states(state: CommitStatus.State) async throws {
        let sent = try await members(CommitStatus(state: state, context: "c", description: "d"))
        #expect(sent["state"] == Self.words[state].map { .string($0) })
        #expect(sent["target_url"] == nil && sent["ref"] == nil && sent["name"] == "c")
    }

    @Test("name their branch, so that they don't land in another pipeline")
    func ref() async throws {
        let status = CommitStatus(state: .success, context: "c", description: "d", targetURL: "u", ref: "feature/x")
        let sent = try await members(status)
        #expect(sent["ref"] == "feature/x" && sent["target_url"] == "u")
    }

    @Test("are shortened, never refused")
    func longDescription() async throws {
        let long = String(repeating: "ü", count: 1000)
        let sent = try await members(CommitStatus(state: .success, context: "c", description: long))
        #expect(sent["description"] == .string(String(repeating: "ü", count: 255)))
    }

    @Test("that are there already are what was asked for", arguments: CommitStatus.State.allCases)
    func repeated(state: CommitStatus.State) async throws {
        let word = try #require(Self.words[state])
        let call = try await call(CommitStatus(state: state, context: "c", description: "d"))
        func read(from: String) async throws -> Bool {
            let message =
                #"Cannot transition status via :run from :\#(from) (Reason(s): Status cannot transition via \"run\")"#
            let body = Array(#"{"message":"\#(message)"}"#.utf8)
            guard case .done = try await call.read(ForgeResponse(status: 400, body: body)) else { return false }
            return true
        }
        #expect(try await read(from: word))
        let error = await #expect(throws: DriverError.self) { try await read(from: "created") }
        #expect(error?.code == "conflict")
    }

    @Test("are refused for every other reason")
    func refused() async throws {
        let call = try await call(CommitStatus(state: .success, context: "c", description: "d"))
        let error = await #expect(throws: DriverError.self) {
            _ = try await call.read(
                ForgeResponse(status: 400, body: Array(#"{"message":"ref is invalid from :success"}"#.utf8)))
        }
        #expect(error?.code == "invalid")
    }
}
