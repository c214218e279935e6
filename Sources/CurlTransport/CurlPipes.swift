import HTTPTransport

/// The two ways of a transfer whose bodies come piece by piece: libcurl's callbacks are at one end of each, and can't wait;
/// the caller's closures are at the other.
final class CurlPipes: Sendable {
    let upload: BytePipe
    let download: BytePipe
    /// Has a byte once a 2xx answer has begun.
    let head = BytePipe(limit: 1)

    /// - Parameter changed: Lets paused transfers go on.
    /// - Returns: Nil for a request whose bodies are values.
    init?(_ request: TransportRequest, changed: @escaping @Sendable () -> Void) {
        if request.upload == nil, request.receive == nil { return nil }
        upload = BytePipe(changed: changed)
        download = BytePipe(changed: changed)
    }

    /// Moves the bodies while a transfer is under way.
    ///
    /// - Parameter transfer: Ends with the transfer's outcome.
    func perform(
        _ request: TransportRequest, _ transfer: @Sendable () async -> CurlTicket.Outcome
    ) async throws(TransportError) -> TransportResponse {
        let (outcome, isTaken) = await withTaskGroup(
            of: Bool.self, returning: (CurlTicket.Outcome, Bool).self
        ) { group in
            group.addTask {
                await self.feed(request.upload)
                return true
            }
            group.addTask { await self.drain(request) }
            let outcome = await transfer()
            head.end()
            // What has come is passed on to its end; what was still to be sent is not wanted any more.
            upload.end()
            if case .success = outcome { download.end() } else { download.fail() }
            let isTaken = await group.reduce(true) { $0 && $1 }
            return (outcome, isTaken)
        }
        if case .success(let response) = outcome, isTaken { return response }
        if !isTaken || upload.hasFailed { throw TransportError(.cancelled, "the caller ended the transfer") }
        return try outcome.get()
    }

    private func feed(_ source: TransportUpload?) async {
        do {
            while let piece = try await source?.next() {
                if !piece.isEmpty, await !upload.put(piece) { return }
            }
            upload.end()
        } catch {
            upload.fail()
        }
    }

    /// - Returns: False when the caller has failed.
    private func drain(_ request: TransportRequest) async -> Bool {
        do {
            if await head.take() != nil { await request.begin?() }
            while let piece = await download.take() { try await request.receive?(piece) }
            return true
        } catch {
            download.end()
            return false
        }
    }
}
