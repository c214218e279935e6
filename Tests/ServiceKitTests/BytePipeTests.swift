import HTTPTransport
import Synchronization
import Testing

@Suite("A pipe of bytes")
struct BytePipeTests {
    private final class Counter: Sendable {
        let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
    }

    @Test("passes everything on in order, and never holds more than its limit and a piece")
    func order() async throws {
        let pipe = BytePipe(limit: 1_000)
        async let sent: Void = {
            for number in 0..<500 { _ = await pipe.put([UInt8](repeating: UInt8(number % 251), count: 100)) }
            pipe.end()
        }()
        var received: [UInt8] = []
        while let piece = await pipe.take() { received += piece }
        await sent
        #expect(received == (0..<500).flatMap { [UInt8](repeating: UInt8($0 % 251), count: 100) })
        #expect(pipe.peak <= 1_100)
    }

    @Test("lets nobody wait for the other side once that is gone")
    func end() async throws {
        let pipe = BytePipe(limit: 10)
        #expect(await pipe.put([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
        async let waits = pipe.put([11])
        pipe.end()
        #expect(await !waits)
        #expect(await pipe.take() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        #expect(await pipe.take() == nil)
        let failed = BytePipe()
        failed.fail()
        #expect(await failed.take() == nil)
        #expect(failed.hasFailed)
    }

    @Test("tells the side that can't wait once it has found it empty or full, and not otherwise")
    func telling() async throws {
        let told = Counter()
        let pipe = BytePipe(limit: 10) { told.value.withLock { $0 += 1 } }
        #expect(pipe.look(atMost: 5) == .nothing)
        #expect(await pipe.put([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
        #expect(told.count == 1)
        #expect(pipe.look(atMost: 5) == .bytes([1, 2, 3, 4, 5]))
        #expect(pipe.offer([1, 2, 3, 4, 5]) == .taken)
        #expect(pipe.offer([1]) == .full)
        #expect(told.count == 1)
        _ = await pipe.take()
        #expect(told.count == 2)
        pipe.end()
        #expect(pipe.offer([1]) == .ended)
        #expect(pipe.look(atMost: 5) == .end)
    }
}
