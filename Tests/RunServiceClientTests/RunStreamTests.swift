import HTTPTransport
import RunServiceClient
import RunServing
import ServiceTesting
import Testing

@Suite("The run service's client: logs and events as they come", .serviceLogs, .timeLimit(.minutes(2)))
struct RunStreamTests {
    private typealias Log = StreamedBody<RunServiceClientError>

    private static func text(_ log: Log) async throws -> String {
        var bytes: [UInt8] = []
        for try await piece in log { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Something to follow, and what ends when nobody does any more.
    private static func stream() -> (
        stream: AsyncStream<[UInt8]>, sender: AsyncStream<[UInt8]>.Continuation, closed: AsyncStream<Void>
    ) {
        let (stream, sender) = AsyncStream<[UInt8]>.makeStream()
        let (closed, end) = AsyncStream<Void>.makeStream()
        sender.onTermination = { _ in end.finish() }
        return (stream, sender, closed)
    }

    @Test("read logs of any length")
    func logs() async throws {
        try await RunServiceClientTests.with { client, state in
            let run = state.add("build", group: RunServiceClientTests.group)
            let long = String(repeating: "0123456789abcdef", count: 512 * 1024)
            state.setLog(long, run: run.id, task: "build", step: 0)
            state.setLog("pulling\n", run: run.id, task: "build", step: nil)
            #expect(try await Self.text(client.log(ofTask: "build", of: run.id, step: 0)) == long)
            #expect(try await Self.text(client.log(ofTask: "build", of: run.id, step: nil)) == "pulling\n")
            let none = try await RunServiceClientTests.refusal { () throws(RunServiceClientError) in
                try await client.log(ofTask: "build", of: run.id, step: 7)
            }
            #expect(none.description == "404 runServiceRefused: no such log")
        }
    }

    @Test("begin before there is anything, and go on to the end of a step")
    func follow() async throws {
        try await RunServiceClientTests.with { client, state in
            let (stream, sender, _) = Self.stream()
            state.setLog(stream, run: "r", task: "build", step: 0)
            let log = try await client.log(ofTask: "build", of: "r", step: 0, follows: true)
            var pieces = log.makeAsyncIterator()
            for text in ["compiling\n", "linking\n"] {
                sender.yield(Array(text.utf8))
                #expect(try await pieces.next() == Array(text.utf8))
            }
            sender.finish()
            #expect(try await pieces.next() == nil)
        }
    }

    @Test("end the request when nobody wants more, also while nothing comes", arguments: [true, false])
    func ended(isCancelled: Bool) async throws {
        try await RunServiceClientTests.with { client, state in
            let (stream, sender, closed) = Self.stream()
            state.setLog(stream, run: "r", task: "build", step: 0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                let log = try await client.log(ofTask: "build", of: "r", step: 0, follows: true)
                group.addTask { for try await _ in log {} }
                if isCancelled { group.cancelAll() } else { log.close() }
                await #expect(throws: RunServiceClientError.self) { try await group.next() }
            }
            for await _ in closed {}
            withExtendedLifetime(sender) {}
        }
    }

    @Test("end the request when nobody has them any more")
    func dropped() async throws {
        try await RunServiceClientTests.with { client, state in
            let (stream, sender, closed) = Self.stream()
            state.setEvents(stream)
            _ = try await client.events()
            for await _ in closed {}
            withExtendedLifetime(sender) {}
        }
    }

    @Test("are events one by one, wherever the pieces end, after the one that was asked for")
    func events() async throws {
        try await RunServiceClientTests.with { client, state in
            let (stream, sender, _) = Self.stream()
            state.setEvents(stream)
            let events = try await client.events(after: "0041")
            #expect(state.calls.last == "GET /api/v1alpha/runs/events?startruneventid=0041")
            let first = #"{"Sequence":"0042","RunID":"r1","Phase":"running","Result":"unknown"}"#
            let second = #"{"Sequence":"0043","RunID":"r1","Phase":"finished","Result":"success"}"#
            for piece in [": hello\n\nda", "ta: \(first)\r\n\r\nevent: x\ndata:\(second)", "\n\n"] {
                sender.yield(Array(piece.utf8))
            }
            sender.finish()
            var found: [RunEvent] = []
            for try await event in events { found.append(event) }
            #expect(
                found == [
                    RunEvent(sequence: "0042", runID: "r1", phase: .running),
                    RunEvent(sequence: "0043", runID: "r1", phase: .finished, result: .success),
                ])
        }
    }

    @Test(
        "stop at an event that can't be read",
        arguments: [
            "data: nothing\n", "data: {\"Sequence\":\"\",\"RunID\":\"r\",\"Phase\":\"queued\"}\n",
            "data: {\"Sequence\":\"1\\nid: 2\",\"RunID\":\"r\",\"Phase\":\"queued\"}\n",
            "data: " + String(repeating: "x", count: 70_000),
        ])
    func unreadable(text: String) async throws {
        try await RunServiceClientTests.with { client, state in
            let (stream, sender, closed) = Self.stream()
            state.setEvents(stream)
            sender.yield(Array(text.utf8))
            do {
                let events = try await client.events()
                let error = await #expect(throws: RunServiceClientError.self) { for try await _ in events {} }
                #expect(error?.code == "runServiceBadAnswer")
            }
            for await _ in closed {}
            withExtendedLifetime(sender) {}
        }
    }

    @Test("have to begin in time")
    func late() async throws {
        let silent = RunServiceClient(
            baseURL: "http://runs.example.com", transport: SilentTransport(), timeout: .milliseconds(1))
        let error = try await RunServiceClientTests.refusal { () throws(RunServiceClientError) in
            try await silent.events()
        }
        #expect(error.code == "runServiceTimedOut")
    }
}

/// Answers nothing until it is cancelled.
private struct SilentTransport: HTTPTransport {
    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let (never, end) = AsyncStream<Void>.makeStream()
        for await _ in never {}
        withExtendedLifetime(end) {}
        throw TransportError(.cancelled, "the task was cancelled")
    }
}
