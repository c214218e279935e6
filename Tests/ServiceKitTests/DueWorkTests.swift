import ServiceKit
import ServiceTesting
import Synchronization
import Testing

@Suite("Work that is due", .serviceLogs, .timeLimit(.minutes(1)))
struct DueWorkTests {
    @Test(
        "is asked for again while there is more, then after a pause",
        arguments: [(0, 1), (1, 2), (2, 3), (1_000, DueWork.rounds)])
    func rounds(full: Int, looks: Int) async {
        let looked = Mutex(0)
        let pauses = Mutex(0)
        await DueWork.run(every: .seconds(10)) { pause in
            #expect((5.0...15.0).contains(pause / .seconds(1)))
            let isOver = pauses.withLock { pauses in
                pauses += 1
                return pauses == 2
            }
            if isOver { throw CancellationError() }
        } look: {
            looked.withLock { looked in
                looked += 1
                return looked <= full
            }
        }
        #expect(looked.withLock { $0 } == looks)
    }

    @Test("is done a few pieces at a time, each of them once", arguments: [0, 1, 3, 4, 50])
    func pieces(count: Int) async {
        let done = Mutex<[Int]>([])
        let working = Mutex(0)
        let most = Mutex(0)
        await DueWork.forEach(Array(0..<count)) { piece in
            let now = working.withLock { working in
                working += 1
                return working
            }
            most.withLock { $0 = max($0, now) }
            await Task.yield()
            done.withLock { $0.append(piece) }
            working.withLock { $0 -= 1 }
        }
        #expect(done.withLock { $0.sorted() } == Array(0..<count))
        #expect(most.withLock { $0 } <= DueWork.width)
    }

    @Test("is not begun any more once it is cancelled")
    func cancelled() async {
        let done = Mutex(0)
        let task = Task {
            await DueWork.forEach(Array(0..<100)) { _ in
                withUnsafeCurrentTask { $0?.cancel() }
                done.withLock { $0 += 1 }
            }
        }
        await task.value
        #expect(done.withLock { $0 } == DueWork.width)
    }
}
