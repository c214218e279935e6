import ServiceTesting
import Testing

@Suite("The recorded server's requests", .serviceLogs)
struct ReplayTests {
    /// Recordings that are not replayed, and why.
    static let leftOut: [String: String] = [:]

    @Test("get the recorded answers from the simulator, and none is left out without a reason")
    func replay() async throws {
        let scenario = try ReplayScenario()
        try await scenario.run()
        #expect(scenario.differences.isEmpty, "\(scenario.differences.joined(separator: "\n"))")
        let known = scenario.replayed.union(Self.leftOut.keys)
        let files = try ForgeFixture.fileNames("exchanges")
        #expect(files.subtracting(known).isEmpty)
        #expect(scenario.replayed.isDisjoint(with: Self.leftOut.keys))
    }
}
