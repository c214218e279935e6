import ServiceLifecycle

/// Work that is done when its time has come: asked for in batches, several pieces of it at a time.
package enum DueWork {
    /// How many pieces are asked for at once.
    package static let batch = 20
    /// How many pieces are worked on at a time.
    package static let width = 4
    /// How often more is asked for before there is a pause.
    package static let rounds = 50

    /// Looks for work again and again, until it is shut down.
    ///
    /// - Parameters:
    ///   - pause: How long it waits before it looks, about: several instances don't come at the same moment.
    ///   - sleep: Waits that long.
    ///   - look: Does what is due, and returns whether there may be more.
    package static func run(
        every pause: Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        look: @escaping @Sendable () async -> Bool
    ) async {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await sleep(pause * Double.random(in: 0.5...1.5))
                for _ in 0..<rounds {
                    guard await look(), !Task.isCancelled else { break }
                }
            }
        }
    }

    /// Works on all of these; begins none of them any more once it is cancelled.
    package static func forEach<Piece: Sendable>(
        _ pieces: [Piece], _ work: @escaping @Sendable (Piece) async -> Void
    ) async {
        await withDiscardingTaskGroup { group in
            for lane in 0..<width {
                group.addTask {
                    for place in stride(from: lane, to: pieces.count, by: width) where !Task.isCancelled {
                        await work(pieces[place])
                    }
                }
            }
        }
    }
}
