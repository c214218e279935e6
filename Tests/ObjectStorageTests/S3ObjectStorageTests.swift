import HTTPTransport
import ObjectStorage
import ObjectStoring
import ServiceTesting
import Synchronization
import Testing

@Suite("A bucket of objects", .serviceLogs, .timeLimit(.minutes(3)))
struct S3ObjectStorageTests {
    /// What happens to the requests, in order; nothing to all further ones.
    private final class Script: Sendable {
        let faults: Mutex<[FaultyProxy.Fault]>
        init(_ faults: [FaultyProxy.Fault]) { self.faults = Mutex(faults) }
        func next() -> FaultyProxy.Fault { faults.withLock { $0.isEmpty ? .none : $0.removeFirst() } }
    }

    private static let slowDown = FaultyProxy.Fault.answer(
        status: 503, body: "<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>")

    @Test("is asked again when it fails, is busy, or cuts connections, and waits longer each time")
    func retries() async throws {
        let server = try await MotoServer()
        let script = Script([
            Self.slowDown, .cut, .answer(status: 500, body: ""), .answer(status: 429, body: ""), .loseAnswer,
        ])
        let proxy = try FaultyProxy(to: server.port) { _ in script.next() }
        let pauses = Mutex<[Duration]>([])
        let storage = try server.storage(endpoint: proxy.url) { pause in pauses.withLock { $0.append(pause) } }
        let key = try ObjectKey("object")
        try await storage.put(key, [1, 2, 3])
        #expect(try await storage.bytes(of: key, limit: 3) == [1, 2, 3])
        let waited = pauses.withLock { $0 }
        #expect(waited.count == 5)
        #expect(waited[0] <= .milliseconds(200) && waited[4] >= .milliseconds(1_600))
    }

    @Test("is given up after some attempts, with what it said")
    func givenUp() async throws {
        let server = try await MotoServer()
        let proxy = try FaultyProxy(to: server.port) { _ in Self.slowDown }
        let storage = try server.storage(endpoint: proxy.url)
        let error = await #expect(throws: ObjectStorageError.self) {
            try await storage.put(try ObjectKey("object"), [1])
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("SlowDown: Reduce your request rate.") == true)
        #expect(proxy.requests.count == server.configuration().maxAttempts)
    }

    @Test("completes an upload once, also when the answer is lost")
    func lostCompletion() async throws {
        let server = try await MotoServer()
        let lost = Mutex(false)
        let proxy = try FaultyProxy(to: server.port) { request in
            guard request.hasPrefix("POST"), request.contains("uploadId=") else { return .none }
            return lost.withLock { lost in
                defer { lost = true }
                return lost ? .none : .loseAnswer
            }
        }
        let bytes = someBytes(6_000_000)
        let key = try ObjectKey("large")
        let storage = try server.storage(endpoint: proxy.url)
        try await storage.put(key, bytes)
        #expect(lost.withLock { $0 })
        #expect(try await storage.bytes(of: key, limit: bytes.count) == bytes)
    }

    @Test("has no parts left of an upload that failed, or that was cancelled")
    func aborted() async throws {
        let server = try await MotoServer()
        let proxy = try FaultyProxy(to: server.port) { _ in .none }
        let storage = try server.storage(endpoint: proxy.url)
        let large = [UInt8](repeating: 1, count: 6_000_000)
        await #expect(throws: Chunks.Broken.self) {
            try await storage.put(try ObjectKey("broken"), size: nil, Chunks(chunks: [large], breaks: true))
        }
        let endless = AsyncStream<[UInt8]>.makeStream()
        let task = Task { try await storage.put(try ObjectKey("cancelled"), size: nil, endless.stream) }
        endless.continuation.yield(large)
        while !proxy.requests.contains(where: { $0.hasPrefix("PUT /\(server.bucket)/cancelled") }) {
            try await Task.sleep(for: .milliseconds(1))
        }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        #expect(proxy.requests.filter { $0.hasPrefix("DELETE") }.count == 2)
        #expect(try await storage.list(prefix: "", after: nil, limit: 10).entries.isEmpty)
    }

    @Test("that refuses the credentials, or isn't there, is not asked again, and no secret is said")
    func refused() async throws {
        let server = try await MotoServer()
        var configuration = server.configuration()
        configuration.credentials = S3Credentials(
            accessKeyID: server.credentials.accessKeyID, secretAccessKey: "another-secret")
        let wrong = S3ObjectStorage(
            configuration: configuration, transport: try MotoServer.transport(),
            pause: { _ in
                Issue.record("it is asked again")
            })
        let error = await #expect(throws: ObjectStorageError.self) {
            try await wrong.put(try ObjectKey("object"), [1])
        }
        #expect(error?.code == .forbidden)
        #expect("\(error as Any)".contains("another-secret") == false)
        configuration = server.configuration()
        configuration.bucket = "missing"
        let missing = S3ObjectStorage(configuration: configuration, transport: try MotoServer.transport())
        let other = await #expect(throws: ObjectStorageError.self) {
            _ = try await missing.list(prefix: "", after: nil, limit: 1)
        }
        #expect(other?.code == .notFound)
    }
}
