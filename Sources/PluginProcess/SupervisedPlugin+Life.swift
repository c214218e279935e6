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
    /// - Parameters:
    ///   - ready: Told once it has introduced itself.
    ///   - over: Told as soon as it answers no more, which is before it has ended.
    func live(
        ready: @Sendable @escaping (Connection) -> Void, over: (End) -> Void
    ) async -> End {
        let directory = URL(filePath: NSTemporaryDirectory()).appending(path: "sallyport-plugin-" + UUID().uuidString)
            .path(percentEncoded: false)
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
        let session = PluginSession(settings: settings)
        let result = await converse(session, started.process, started.pipes, ready: ready, over: over)
        await end(started.process)
        try? FileManager.default.removeItem(atPath: directory)
        return result
    }

    /// How long what a process complained about last is waited for.
    private static var lastWords: Duration { .seconds(1) }

    /// Reads, writes and logs until the exchange of messages is over; then nobody waits for answers any longer.
    private func converse(
        _ session: PluginSession, _ process: SpawnedProcess, _ pipes: SpawnedProcess.Pipes,
        ready: @Sendable @escaping (Connection) -> Void, over: (End) -> Void
    ) async -> End {
        let errors: Channel
        let messages: Channel
        do {
            errors = try await Self.channel(input: pipes.error, output: nil)
            do {
                messages = try await Self.channel(input: pipes.output, output: pipes.input)
            } catch {
                try? await errors.channel.close()
                throw error
            }
        } catch {
            return End(failure: .notRunning("it has no pipes"), didWork: false)
        }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await self.log(errors) }
            let failure = await self.failure(session, process, messages, ready: ready)
            let end = End(failure: failure, didWork: session.heard > 1)
            over(end)
            session.end(failure)
            process.signal(15)
            group.addTask { try? await Task.sleep(for: Self.lastWords) }
            // The end of the log, or of the patience.
            await group.next()
            group.cancelAll()
            return end
        }
    }

    /// Exchanges messages until that fails, which it does at the latest when the process ends.
    private func failure(
        _ session: PluginSession, _ process: SpawnedProcess, _ messages: Channel,
        ready: @Sendable @escaping (Connection) -> Void
    ) async -> PluginFailure {
        do {
            try await messages.executeThenClose { input, output in
                try await exchange(session, process, input, output, ready: ready)
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
                var framing = LineFraming(maxBytes: self.settings.maxMessageBytes)
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
