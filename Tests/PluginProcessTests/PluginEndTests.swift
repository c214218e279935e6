import Foundation
import Glibc
import ServiceTesting
import Testing
import Validation

@testable import PluginProcess

@Suite("The end of a plug-in's process", .serviceLogs, .timeLimit(.minutes(3)))
struct PluginEndTests {
    private static func run(_ how: String) async throws -> Int32 {
        let found = AsyncStream<Int32>.makeStream()
        try await PluginFixture.with(how, settings: { $0.endTimeout = .milliseconds(100) }) { fixture in
            found.continuation.yield(Int32(try await fixture.ask("identify").get().integer ?? 0))
        }
        for await identifier in found.stream { return identifier }
        return 0
    }

    @Test("comes with its service's", arguments: ["well", "stubborn"])
    func end(how: String) async throws {
        let identifier = try await Self.run(how)
        try #require(identifier > 1)
        #expect(kill(identifier, 0) == -1)
        #expect(TestLog.current.contains(how == "well" ? "status=" : "status=265"))
        let left = try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory())
            .filter { $0.hasPrefix("sallyport-plugin-") }
        #expect(!left.contains { Self.owner(of: $0) == identifier })
    }

    /// Every folder of a plug-in that is still there belongs to one that still runs.
    private static func owner(of folder: String) -> Int32? {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap(Int32.init).first { process in
            let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")
            return place?.hasSuffix(folder) ?? false
        }
    }

    @Test("leaves a service that can be run again")
    func again() async throws {
        var settings = PluginSettings()
        settings.timeout = .seconds(50)
        let plugin = TestPlugin(
            command: PluginCommand(executable: PluginFixture.script, arguments: ["well"]),
            settings: settings, timing: PluginTiming(), logger: TestLog.current.logger(service: "plugin")
        ) { await $0.ask("initialize", "{}") }
        for _ in 0..<2 {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { try? await plugin.run() }
                let answer = await plugin.ask { session, introduction in
                    #expect(introduction["how"]?.string == "well")
                    return await session.ask("echo", "5")
                }
                #expect((try? answer.get().integer) == 5)
                group.cancelAll()
            }
            let answer = await plugin.ask { session, _ in await session.ask("echo", "5") }
            #expect(answer == .failure(.notRunning("it was shut down")))
        }
    }
}
