/// A transfer whose answer is taken piece by piece, at the pace of whoever takes it. It ends with whoever holds it.
final class StreamedTransfer: Sendable {
    /// How many bytes wait before the transfer has to.
    private static let pipeBytes = 64 * 1024

    private let pipe = BytePipe(limit: pipeBytes)
    /// Has a byte once a 2xx answer has begun, and ends with the transfer.
    private let head = BytePipe(limit: 1)
    private let task: Task<Result<TransportResponse, TransportError>, Never>

    init(_ request: TransportRequest, over transport: any HTTPTransport) {
        var request = request
        request.begin = { [head] in _ = head.offer([1]) }
        request.receive = { [head, pipe] piece in
            // A transport that says nothing of the beginning has said it now.
            _ = head.offer([1])
            if await !pipe.put(piece) { throw CancellationError() }
        }
        task = Task { [request, head, pipe] in
            let outcome: Result<TransportResponse, TransportError>
            do throws(TransportError) {
                let response = try await transport.send(request)
                // What ends because it was closed is not whole, whatever the other side makes of it.
                outcome =
                    Task.isCancelled
                    ? .failure(TransportError(.cancelled, "the transfer was closed")) : .success(response)
            } catch {
                outcome = .failure(error)
            }
            head.end()
            pipe.end()
            return outcome
        }
    }

    deinit { close() }

    /// Ends the transfer; what was not taken yet is lost.
    func close() {
        task.cancel()
        pipe.end()
    }

    /// Waits for the answer to begin.
    ///
    /// - Parameter time: How long.
    /// - Returns: The refusal when it is one; nil for a 2xx answer.
    func begin(within time: Duration) async throws(TransportError) -> TransportResponse? {
        let first = await withTaskCancellationHandler {
            await firstOf(time)
        } onCancel: {
            close()
        }
        switch first {
        case .begun: return nil
        case .late: throw TransportError(.timedOut, "no answer has begun in time")
        case .ended:
            let response = try await task.value.get()
            return response.isTaken ? nil : response
        }
    }

    /// The next piece; nil at the end of a whole answer.
    func next() async throws(TransportError) -> [UInt8]? {
        let piece = await withTaskCancellationHandler {
            await pipe.take()
        } onCancel: {
            close()
        }
        if let piece { return piece }
        _ = try await task.value.get()
        return nil
    }

    private enum First {
        case begun, ended, late
    }

    private func firstOf(_ time: Duration) async -> First {
        await withTaskGroup(of: First.self) { group in
            group.addTask { await self.head.take() == nil ? .ended : .begun }
            group.addTask {
                guard (try? await Task.sleep(for: time)) != nil else { return .ended }
                self.close()
                return .late
            }
            let first = await group.next() ?? .ended
            group.cancelAll()
            if first == .begun { return .begun }
            // Who closed it in the end?
            let second = await group.next()
            return second == .late ? .late : first
        }
    }
}

extension TransportResponse {
    fileprivate var isTaken: Bool { (200..<300).contains(status) }
}
