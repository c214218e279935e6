import Foundation
import Logging
import NIOCore
import NIOPosix

extension SupervisedPlugin {
    /// How a process ended.
    struct End {
        let failure: PluginFailure
        /// Whether it had introduced itself.
        let didWork: Bool
    }

    private typealias Channel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Starts a process in an empty folder, and stays with it until it ends or the task is cancelled.
    ///
    /// - Parameter ready: Told once it has introduced itself.
    func live(ready: @Sendable @escaping (Connection) -> Void) async -> End {
        let directory = NSTemporaryDirectory() + "/sallyport-plugin-" + UUID().uuidString
        let started: (process: SpawnedProcess, pipes: SpawnedProcess.Pipes)
        do {
            started = try await NIOThreadPool.singleton.runIfActive { [command] in
                if let problem = command.problem() { throw PluginFailure.notRunning(problem) }
                try FileManager.default.createDirectory(
                    atPath: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
                return try SpawnedProcess.start(command, directory: directory)
            }
        } catch {
            try? FileManager.default.removeItem(atPath: directory)
            return End(failure: error as? PluginFailure ?? .notRunning("\(error)"), didWork: false)
        }
        let session = PluginSession()
        let failure = await converse(session, started.process, started.pipes, ready: ready)
        let heard = session.heard
        session.end(failure)
        await end(started.process)
        try? FileManager.default.removeItem(atPath: directory)
        return End(failure: failure, didWork: heard > 1)
    }

    /// Reads, writes and logs until one of them is over.
    private func converse(
        _ session: PluginSession, _ process: SpawnedProcess, _ pipes: SpawnedProcess.Pipes,
        ready: @Sendable @escaping (Connection) -> Void
    ) async -> PluginFailure {
        do {
            let errors = try await Self.channel(input: pipes.error, output: nil)
            let messages: Channel
            do {
                messages = try await Self.channel(input: pipes.output, output: pipes.input)
            } catch {
                try? await errors.channel.close()
                throw error
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.log(errors) }
                group.addTask {
                    try await messages.executeThenClose { input, output in
                        try await self.exchange(session, process, input, output, ready: ready)
                    }
                }
                // Standard error may be closed early; the messages are what counts.
                defer { group.cancelAll() }
                while try await group.next() != nil {}
            }
            return .ended("it closed its output")
        } catch let failure as PluginFailure {
            return failure
        } catch {
            return .ended(Task.isCancelled ? "it was told to" : "its pipe broke")
        }
    }

    private func exchange(
        _ session: PluginSession, _ process: SpawnedProcess, _ input: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ output: NIOAsyncChannelOutboundWriter<ByteBuffer>, ready: @Sendable @escaping (Connection) -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var framing = LineFraming()
                for try await buffer in input {
                    for line in try framing.add(buffer) { try session.receive(line) }
                }
                throw PluginFailure.ended("it closed its output")
            }
            group.addTask {
                for await buffer in session.outgoing {
                    try await output.write(buffer)
                    session.wrote(buffer.readableBytes)
                }
            }
            group.addTask {
                guard let status = await process.statusUnlessCancelled else { return }
                // What it wrote last is read first. What it left behind elsewhere may hold the pipe open for ever.
                try await Task.sleep(for: .seconds(1))
                throw PluginFailure.ended("with status \(status)")
            }
            group.addTask {
                let limit = ContinuousClock.now + self.settings.startTimeout
                let introduced = await Deadline.run(until: limit) { await self.introduce(session) }
                ready((session, try (introduced ?? .failure(.timedOut)).get(), process))
            }
            defer { group.cancelAll() }
            while try await group.next() != nil {}
        }
    }

    private func log(_ errors: Channel) async throws {
        var log = ErrorOutputLog(logger: logger, now: timing.now)
        try await errors.executeThenClose { input, _ in
            for try await buffer in input { log.add(buffer) }
        }
        log.finish()
    }

    /// Its input is closed by now, which asks it to end; a signal asks again, and another one does not ask.
    private func end(_ process: SpawnedProcess) async {
        process.signal(15)
        let timeout = settings.endTimeout
        // On the event loop, since this task may be cancelled already, and would not wait.
        let patience = MultiThreadedEventLoopGroup.singleton.next().scheduleTask(in: TimeAmount(timeout)) {
            process.signal(9)
        }
        let status = await process.status
        patience.cancel()
        logger.info("a plug-in's process ended", metadata: ["status": "\(status)"])
    }

    private static func channel(input: Int32, output: Int32?) async throws -> Channel {
        do {
            let bootstrap = NIOPipeBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            guard let output else {
                return try await bootstrap.takingOwnershipOfDescriptor(input: input) { channel in
                    channel.eventLoop.makeCompletedFuture { try Channel(wrappingChannelSynchronously: channel) }
                }
            }
            return try await bootstrap.takingOwnershipOfDescriptors(input: input, output: output) { channel in
                channel.eventLoop.makeCompletedFuture { try Channel(wrappingChannelSynchronously: channel) }
            }
        } catch {
            // Not taken, as they could not be.
            close(input)
            if let output { close(output) }
            throw error
        }
    }
}
