package import HTTPTypes
package import Hummingbird
import NIOCore
import ServiceLifecycle

extension Response {
    /// An answer that goes on for as long as its source does. It ends, and breaks off, when the source fails, when the client
    /// goes away, also while there is nothing to send, and when the service shuts down.
    ///
    /// - Parameters:
    ///   - pieces: What is sent, each piece as it comes.
    ///   - headers: Its headers.
    ///   - place: Given back at the end.
    ///   - request: What is answered.
    ///   - context: Its context.
    ///   - close: Ends the source.
    package init<Pieces: AsyncSequence & Sendable>(
        following pieces: Pieces, headers: HTTPFields, place: StreamLimit.Place, to request: Request,
        _ context: some ServiceContext, close: @escaping @Sendable () -> Void
    ) where Pieces.Element == [UInt8] {
        var headers = headers
        headers[.cacheControl] = "no-cache"
        headers[.accelBuffering] = "no"
        // Watching for the client's end leaves nothing of the connection for another request.
        headers[.connection] = "close"
        let isInProcess = context.service.isInProcess
        self.init(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                defer { place.giveBack() }
                try await withGracefulShutdownHandler {
                    if isInProcess {
                        for try await piece in pieces { try await writer.write(ByteBuffer(bytes: piece)) }
                    } else {
                        try await request.body.consumeWithCancellationOnInboundClose { _ in
                            for try await piece in pieces { try await writer.write(ByteBuffer(bytes: piece)) }
                        }
                    }
                    // A source may end for that reason.
                    try Task.checkCancellation()
                    try await writer.finish(nil)
                } onGracefulShutdown: {
                    close()
                }
            })
    }
}

extension HTTPField.Name {
    /// Keeps proxies from holding an answer back until there is more of it. A valid name; the fallback can't be reached.
    fileprivate static let accelBuffering = HTTPField.Name("X-Accel-Buffering") ?? .cacheControl
}
