import Foundation
import Glibc
import ServiceTesting
import Testing
import Validation

@testable import PluginProcess

@Suite("A plug-in's process", .serviceLogs, .timeLimit(.minutes(3)))
struct SupervisedPluginTests {
    @Test("has a clean environment, a folder of its own, three descriptors, limits, and nothing else from here")
    func surroundings() async throws {
        try await PluginFixture.with { fixture in
            let answer = try await fixture.ask("surroundings").get()
            guard case .object(let environment) = answer["environment"] else {
                Issue.record("no environment")
                return
            }
            // Python itself adds LC_CTYPE.
            #expect(Set(environment.keys).subtracting(["LC_CTYPE"]) == ["PATH", "LANG", "HOME", "TMPDIR"])
            let folder = try #require(answer["folder"]?.string)
            #expect(environment["HOME"]?.string == folder && environment["TMPDIR"]?.string == folder)
            #expect(answer["mode"]?.string == "0o700" && answer["files"]?.list == [])
            #expect(answer["descriptors"]?.integer == 3)
            #expect(answer["memory"]?.integer == 1 << 30)
            #expect(answer["open_files"]?.integer == 256 && answer["core"]?.integer == 0)
            #expect(answer["leads_its_group"] == .bool(true))
        }
    }

    @Test("can't have more memory than it may")
    func memory() async throws {
        try await PluginFixture.with { fixture in
            #expect(await fixture.text("allocate", "1000").contains("1000"))
            #expect(await fixture.text("allocate", "2000000000").contains("it closed its output"))
            // Its last words are read to their end.
            while !TestLog.current.contains("MemoryError") { await Task.yield() }
            #expect(await fixture.text("allocate", "1000").contains("1000"))
        }
    }

    @Test("answers several questions at a time, in any order")
    func inFlight() async throws {
        try await PluginFixture.with { fixture in
            await withTaskGroup(of: PluginSession.Answer.self) { group in
                for _ in 0..<50 { group.addTask { await fixture.ask("hold") } }
                await fixture.holds(50)
                #expect(await fixture.integer("release") == 50)
                var answers: Set<Int> = []
                for await answer in group { if let id = try? answer.get().integer { answers.insert(id) } }
                #expect(answers.count == 50)
            }
        }
    }

    @Test("hears that nobody waits any more")
    func cancel() async throws {
        try await PluginFixture.with { fixture in
            let waiting = Task { await fixture.ask("hold") }
            await fixture.holds(1)
            waiting.cancel()
            #expect(await waiting.value == .failure(.cancelled))
            #expect((try? await fixture.ask("cancelled").get().list?.count) == 1)
            // The answer that comes all the same is for nobody.
            #expect(await fixture.integer("release") == 1)
        }
    }

    @Test("is waited for while it starts, within the caller's time")
    func slowStart() async throws {
        let pipe = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        try #require(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        let writer = open(pipe, O_RDWR | O_NONBLOCK)
        defer { close(writer) }
        try await PluginFixture.with("waits", pipe) { fixture in
            #expect(await fixture.ask("echo", deadline: .now) == .failure(.deadlinePassed))
            async let answer = fixture.ask("echo", "7")
            #expect(write(writer, "go\n", 3) == 3)
            #expect((try? await answer.get().integer) == 7)
        }
    }

    @Test("that does not introduce itself in time is ended, and says nothing to anybody")
    func neverStarts() async throws {
        let pipe = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        try #require(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        let time = PluginTime(maxPauses: 2)
        try await PluginFixture.with("waits", pipe, settings: { $0.startTimeout = .milliseconds(300) }, time: time) {
            _ = await time.allPauses()
            #expect(await $0.text("echo") == "it did not answer in its time")
        }
    }

    @Test(
        "that breaks the protocol is ended, and the next one answers",
        arguments: [
            ("garbage", "no JSON-RPC answer: this is no JSON"), ("stranger", "an answer to what was not asked: 999999"),
            ("nothing", "an answer without a result"), ("huge", "a message of more than 1048576 bytes"),
            ("endless", "a message of more than 1048576 bytes"), ("die", "it closed its output"),
            ("leave", "with status 0"),
        ])
    func misbehaves(method: String, expected: String) async throws {
        try await PluginFixture.with { fixture in
            let before = await fixture.text("identify")
            let failure = await fixture.text(method)
            #expect(failure.contains(expected), "\(failure)")
            let after = await fixture.text("identify")
            #expect(after.contains("number") && after != before, "\(after)")
        }
    }

    @Test("that answers twice is heard once")
    func twice() async throws {
        try await PluginFixture.with { fixture in
            #expect(await fixture.integer("twice") == 1)
            #expect(await fixture.integer("echo", "3") == 3)
        }
    }

    @Test("that answers with an error is left running, and its text is cut")
    func errors() async throws {
        try await PluginFixture.with { fixture in
            let before = await fixture.text("identify")
            let text = await fixture.text("error")
            #expect(text.hasPrefix("it answered with error -32000: no\u{FFFD}xxx") && text.utf8.count < 300)
            #expect(await fixture.text("identify") == before)
        }
    }

    @Test("that says nothing at all is ended when its time is over")
    func silent() async throws {
        try await PluginFixture.with(settings: {
            $0.timeout = .milliseconds(500); $0.failuresBeforeRest = .max
        }) { fixture in
            var before = await fixture.text("identify")
            while !before.contains("number") { before = await fixture.text("identify") }
            #expect(await fixture.text("hold") == "it did not answer in its time")
            var after = before
            // The machine may be busy while it starts.
            while after == before || !after.contains("number") { after = await fixture.text("identify") }
            #expect(TestLog.current.contains("a plug-in does not answer and is ended"))
        }
    }

    @Test("is not blamed for a caller who has no time")
    func deadline() async throws {
        try await PluginFixture.with(settings: { $0.failuresBeforeRest = 1 }) { fixture in
            let before = await fixture.text("identify")
            let soon = ContinuousClock.now + .milliseconds(20)
            #expect(await fixture.ask("hold", deadline: soon) == .failure(.deadlinePassed))
            #expect(await fixture.text("identify") == before)
        }
    }

    @Test("refuses what is too much")
    func bounds() async throws {
        try await PluginFixture.with { fixture in
            let large = "\"" + String(repeating: "x", count: PluginSettings().maxQuestionBytes) + "\""
            #expect(await fixture.ask("echo", large) == .failure(.tooLarge))
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<PluginSession.maxWaiting {
                    // Until it has its place: the questions below take one too.
                    group.addTask { while await fixture.ask("hold") == .failure(.busy) { await Task.yield() } }
                }
                while await fixture.ask("echo") != .failure(.busy) { await Task.yield() }
                group.cancelAll()
            }
            #expect(await fixture.integer("echo", "1") == 1)
        }
    }

    @Test("has what it prints on standard error in the log: cut, and on one line each")
    func errorOutput() async throws {
        try await PluginFixture.with { fixture in
            let long = String(repeating: "y", count: 2000)
            _ = await fixture.ask("complain", "[\"look \\u001b[31mhere\", \"\(long)\", \"last\"]")
            while !TestLog.current.contains("text=last") { await Task.yield() }
            #expect(TestLog.current.contains("text=look \u{FFFD}[31mhere"))
            #expect(TestLog.current.contains(String(repeating: "y", count: 500)))
            #expect(!TestLog.current.contains(String(repeating: "y", count: 501)))
        }
    }

    @Test("has to have the SHA-256 that was allowed")
    func digest() async throws {
        let right = "\(PluginCommand(executable: PluginFixture.script, sha256: "0").problem() ?? "")"
        let found = try #require(right.split(separator: " ").first { $0.hasSuffix(",") && $0.count == 65 }?.dropLast())
        #expect(PluginCommand(executable: PluginFixture.script, sha256: found.uppercased()).problem() == nil)
        let time = PluginTime(maxPauses: 1)
        try await PluginFixture.with(sha256: String(repeating: "0", count: 64), time: time) { fixture in
            _ = await time.allPauses()
            #expect(await fixture.text("echo").contains("not the one that was allowed"))
        }
    }

    @Test("that can't be started is tried again, after pauses that double up to half a minute")
    func backOff() async throws {
        let time = PluginTime(maxPauses: 12)
        try await PluginFixture.with("broken", time: time) { fixture in
            let pauses = await time.allPauses()
            let expected = (0..<12).map { min(Duration.milliseconds(100 * (1 << $0)), .seconds(30)) }
            #expect(pauses == expected)
            #expect(await fixture.text("echo").hasPrefix("it ended: "))
        }
    }
}
