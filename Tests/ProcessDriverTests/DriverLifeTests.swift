import Foundation
import PluginProcess
import RemoteSources
import ServiceTesting
import Testing

@testable import ProcessDriver

@Suite("The life of a driver's process", .serviceLogs, .timeLimit(.minutes(3)))
struct DriverLifeTests {
    @Test("a driver that dies, floods or sends garbage is started again", arguments: ["die", "flood", "garbage"])
    func again(wish: String) async throws {
        try await DriverFixture.with { fixture in
            // One that has never answered is not waited for while it starts again.
            #expect(await fixture.outcome(of: "1") == nil)
            #expect(await fixture.outcome(of: wish)?.code == "unavailable")
            #expect(await fixture.outcome(of: "1") == nil)
            #expect(fixture.driver.health.state == .running)
            #expect(fixture.driver.health.lastError != nil)
        }
    }

    @Test("a driver that hangs is cut off when the operation's time is over")
    func hangs() async throws {
        try await DriverFixture.with { fixture in
            #expect(await fixture.outcome(of: "hang", deadline: .milliseconds(500)) == .timedOut)
            #expect(await fixture.outcome(of: "1") == nil)
        }
    }

    @Test("a driver that says nothing in its own time is ended, and the next one answers")
    func silent() async throws {
        try await DriverFixture.with(settings: { $0.timeout = .seconds(2) }) { fixture in
            // It may have to start within the same time: asked until it has.
            while await fixture.outcome(of: "1") != nil { await Task.yield() }
            #expect(await fixture.outcome(of: "hang")?.code == "unavailable")
            #expect(TestLog.current.contains("does not answer and is ended"))
            while await fixture.outcome(of: "1") != nil { await Task.yield() }
        }
    }

    @Test("a driver that keeps failing is left alone, which its health shows")
    func broken() async throws {
        try await DriverFixture.with { fixture in
            for _ in 0..<5 { _ = await fixture.outcome(of: "answer:{}") }
            #expect(fixture.driver.health.state == .broken)
            #expect(await fixture.outcome(of: "1")?.code == "unavailable")
        }
    }

    @Test("several operations are in flight at a time, and an answer finds its own")
    func inFlight() async throws {
        try await DriverFixture.with { fixture in
            await withTaskGroup(of: OperationError?.self) { group in
                for _ in 0..<20 { group.addTask { await fixture.outcome(of: "hold") } }
                while await fixture.outcome(of: "held")?.message != "20" { await Task.yield() }
                #expect(await fixture.outcome(of: "release")?.message == "released")
                var messages: Set<String> = []
                for await outcome in group { if let outcome { messages.insert(outcome.description) } }
                #expect(messages.count == 20 && messages.allSatisfy { $0.hasPrefix("conflict: ") })
            }
        }
    }

    @Test("a driver hears that nobody waits any more")
    func cancelled() async throws {
        let record = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: record) }
        try await DriverFixture.with(["well", record]) { fixture in
            let operation = Task { await fixture.outcome(of: "hold") }
            while await fixture.outcome(of: "held")?.message != "1" { await Task.yield() }
            operation.cancel()
            #expect(await operation.value == .cancelled)
            #expect(await fixture.outcome(of: "1") == nil)
            let seen = try String(contentsOfFile: record, encoding: .utf8)
            #expect(seen.contains("\"method\":\"cancel\""))
        }
    }

    @Test("a driver that says something else of itself when it starts again is not asked")
    func fickle() async throws {
        let marks = (0..<2).map { _ in NSTemporaryDirectory() + "sallyport-" + UUID().uuidString }
        defer { for mark in marks { try? FileManager.default.removeItem(atPath: mark) } }
        try await DriverFixture.with(["fickle"] + marks) { fixture in
            #expect(await fixture.outcome(of: "1")?.code == "unavailable")
            #expect(fixture.driver.health.state == .broken)
            #expect(fixture.driver.health.lastError?.contains("not the one of its first start") == true)
        }
    }

    @Test("a process ends when nobody holds its driver any longer")
    func released() async throws {
        var driver: ProcessDriver? = try await DriverFixture.load(DriverFixture.script, ["well"])
        let process = try #require(driver?.process)
        async let life: Void = process.run()
        #expect(try await process.plugin.introduction.get().manifest.id == "test/driver")
        driver = nil
        await life
        #expect(TestLog.current.contains("a plug-in's process ended"))
    }
}
