import NIOCore
import NIOPosix
import Synchronization

/// Passes bytes on to a port of this machine, until it is cut: then nothing comes through, and nobody is told. Or requests come
/// through, and answers do not.
final class ChaosRelay: Sendable {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private struct State {
        var isCut = false
        var holdsAnswers = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// Ends a connection over which nothing came for a while, as a network that comes back does.
    private struct WasCut: Error {}

    private let server: NIOAsyncChannel<Connection, Never>
    private let target: Int
    private let state = Mutex(State())

    init(host: String, to target: Int) async throws {
        self.target = target
        server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: host, port: 0) { channel in
                channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
            }
    }

    var port: Int { server.channel.localAddress?.port ?? 0 }

    func cut() { state.withLock { $0.isCut = true } }
    func holdAnswers() { state.withLock { $0.holdsAnswers = true } }

    func heal() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            (state.isCut, state.holdsAnswers) = (false, false)
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Passes on until the task is cancelled.
    func run() async {
        try? await server.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    group.addTask { [self] in try? await pass(connection) }
                }
            }
        }
        heal()
    }

    private func pass(_ connection: Connection) async throws {
        try await connection.executeThenClose { [self] clientIn, clientOut in
            try await waitWhileCut()
            let far = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connect(host: "127.0.0.1", port: target) { channel in
                    channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
                }
            try await far.executeThenClose { serverIn, serverOut in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await self.pump(clientIn, to: serverOut, isAnswer: false) }
                    group.addTask { try await self.pump(serverIn, to: clientOut, isAnswer: true) }
                    // Whoever ends first ends both.
                    defer { group.cancelAll() }
                    try await group.next()
                }
            }
        }
    }

    private func pump(
        _ source: NIOAsyncChannelInboundStream<ByteBuffer>, to sink: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        isAnswer: Bool
    ) async throws {
        for try await bytes in source {
            try await waitWhileCut(isAnswer: isAnswer)
            try await sink.write(bytes)
        }
    }

    private func waitWhileCut(isAnswer: Bool = false) async throws {
        func isHeld(_ state: State) -> Bool { state.isCut || isAnswer && state.holdsAnswers }
        if !state.withLock({ isHeld($0) }) { return }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if isHeld(state) { state.waiting.append(continuation) }
                return !isHeld(state)
            }
            if isOver { continuation.resume() }
        }
        throw WasCut()
    }
}
