import ConfigStoreClient
import Foundation
import GatewayClient
import Glibc
import ServiceTesting
import Testing

@Suite("Pushes, while everything is killed at random", .serviceLogs, .timeLimit(.minutes(5)))
struct EverythingKilledTests {
    private static let projectCount = 8
    private static let pushes = 250
    private static let rounds = 6

    @Test("reach the sink when they were acknowledged: in order for each project, and with one id")
    func killed() async throws {
        let given = ProcessInfo.processInfo.environment["SALLYPORT_TEST_SEED"].flatMap(UInt64.init)
        let seed = given ?? .random(in: 0..<1 << 48)
        print("SALLYPORT_TEST_SEED=\(seed)")
        var random = SeededGenerator(seed: seed)
        try await DurabilityTests.withDirectory { directory in
            var parts = try await KilledParts(
                directory: directory, repositories: Self.projectCount, pushes: Self.pushes)
            let projects = try await parts.setUp()
            let all = Self.projectCount * Self.pushes
            for _ in 0..<Self.rounds {
                let count = try await parts.forge.reaches(0)
                try await parts.forge.reaches(min(all, count + .random(in: 20...250, using: &random)))
                let killed = Self.parts(using: &random)
                await parts.kill(killed)
                for part in killed.shuffled(using: &random) {
                    // What comes in while the sink is away is more than what is on its way.
                    if part == .sink, parts.running == [.gateway, .forge] {
                        let count = try await parts.forge.reaches(0)
                        try await parts.forge.reaches(min(all, count + .random(in: 20...100, using: &random)))
                    }
                    try await parts.start(part)
                }
            }
            try await parts.forge.reaches(all)
            try await parts.sink.reaches(all)
            try check(parts, projects, "seed \(seed)")
            await parts.kill(KilledParts.Part.allCases)
        }
    }

    /// One of them at least.
    private static func parts(using random: inout SeededGenerator) -> [KilledParts.Part] {
        let number = Int.random(in: 1..<8, using: &random)
        return KilledParts.Part.allCases.enumerated().filter { number & 1 << $0.offset != 0 }.map(\.element)
    }

    private func check(_ parts: KilledParts, _ projects: [String: String], _ seed: Comment) throws {
        let arrivals = Dictionary(grouping: try parts.arrivals(), by: \.project)
        for (repository, project) in projects {
            var ids: [Int: String] = [:]
            var order: [Int] = []
            for arrival in arrivals[project] ?? [] {
                if ids[arrival.number] == nil { order.append(arrival.number) }
                #expect(ids[arrival.number, default: arrival.id] == arrival.id, "what comes again has its id: \(seed)")
                ids[arrival.number] = arrival.id
            }
            #expect(order == Array(0..<Self.pushes), seed)
            #expect(Set(ids.values).count == Self.pushes, seed)
            let answers = try parts.answers(of: repository)
            #expect(Set(answers.map(\.number)).count == Self.pushes, seed)
            #expect(answers.allSatisfy { ids[$0.number] == $0.id }, "what was answered is what came: \(seed)")
        }
    }
}
