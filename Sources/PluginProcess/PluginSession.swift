import NIOCore
import Synchronization
package import Validation

/// One life of a plug-in: the questions that wait for its answers.
///
/// JSON-RPC 2.0, a message a line. Answers come in any order; one that comes too late is thrown away.
package final class PluginSession: Sendable {
    package typealias Answer = Result<JSONValue, PluginFailure>

    /// How many questions may wait at a time.
    static let maxWaiting = 1_000

    /// What is to be written, in order.
    let outgoing: AsyncStream<ByteBuffer>
    private let output: AsyncStream<ByteBuffer>.Continuation
    private let settings: PluginSettings
    private let state = Mutex(State())

    private struct State {
        var nextID = 1
        var waiting: [Int: CheckedContinuation<Answer, Never>] = [:]
        var queuedBytes = 0
        var heard = 0
        var ended: PluginFailure?
    }

    init(settings: PluginSettings) {
        self.settings = settings
        (outgoing, output) = AsyncStream.makeStream()
    }

    /// How many messages have come from it.
    var heard: Int { state.withLock { $0.heard } }

    /// Asks, and waits for the answer. When the task is cancelled, the plug-in is told that nobody waits any more.
    ///
    /// - Parameters:
    ///   - method: What is asked.
    ///   - parameters: JSON text without line feeds.
    package func ask(_ method: String, _ parameters: String) async -> Answer {
        let id = state.withLock { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
        let message = #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(parameters)}"#
        guard message.utf8.count <= settings.maxQuestionBytes else { return .failure(.tooLarge) }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let failure = send(message, id: id, for: continuation) {
                    continuation.resume(returning: .failure(failure))
                }
            }
        } onCancel: {
            guard let continuation = state.withLock({ $0.waiting.removeValue(forKey: id) }) else { return }
            continuation.resume(returning: .failure(.cancelled))
            write(#"{"jsonrpc":"2.0","method":"cancel","params":{"id":\#(id)}}"#)
        }
    }

    /// Takes a line that the plug-in has sent.
    ///
    /// - Throws: `PluginFailure.badAnswer` when it is no answer.
    func receive(_ line: [UInt8]) throws(PluginFailure) {
        guard let message = JSONValue(line), message["jsonrpc"] == .string("2.0"), let id = message["id"]?.integer
        else { throw .badAnswer("no JSON-RPC answer: \(String(decoding: line.prefix(60), as: UTF8.self).printable())") }
        let answer: Answer
        if let error = message["error"], error != .null {
            let text = (error["message"]?.string ?? "").printable()
            answer = .failure(.refused(code: error["code"]?.integer ?? 0, message: text))
        } else if let result = message["result"] {
            answer = .success(result)
        } else {
            throw .badAnswer("an answer without a result")
        }
        let (continuation, wasAsked) = state.withLock { state in
            state.heard += 1
            return (state.waiting.removeValue(forKey: id), (1..<state.nextID).contains(id))
        }
        continuation?.resume(returning: answer)
        if !wasAsked { throw .badAnswer("an answer to what was not asked: \(id)") }
    }

    /// A message has left.
    func wrote(_ count: Int) {
        state.withLock { $0.queuedBytes -= count }
    }

    /// Nobody waits any longer.
    func end(_ failure: PluginFailure) {
        let waiting = state.withLock { state in
            if state.ended == nil { state.ended = failure }
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume(returning: .failure(failure)) }
        output.finish()
    }

    /// Registers the question and queues its message, or says why not.
    private func send(
        _ message: String, id: Int, for continuation: CheckedContinuation<Answer, Never>
    ) -> PluginFailure? {
        let refusal: PluginFailure? = state.withLock { state in
            if let ended = state.ended { return ended }
            // Cancelled before the question was registered: nobody else will resume it.
            if Task.isCancelled { return .cancelled }
            guard state.waiting.count < Self.maxWaiting,
                state.queuedBytes + message.utf8.count <= settings.maxQueuedBytes
            else { return .busy }
            state.waiting[id] = continuation
            return nil
        }
        if refusal == nil { write(message) }
        return refusal
    }

    private func write(_ message: String) {
        let buffer = ByteBuffer(string: message + "\n")
        state.withLock { $0.queuedBytes += buffer.readableBytes }
        output.yield(buffer)
    }
}
