package import HTTPTransport
package import HTTPTypes
package import Hummingbird
import NIOCore

extension Response {
    /// An answer that is too large to be a value. What goes wrong once it has begun breaks it off.
    ///
    /// - Parameters:
    ///   - headers: Its headers.
    ///   - source: Puts the bytes into the pipe; it ends with them, or throws.
    package init(headers: HTTPFields, streaming source: @escaping @Sendable (BytePipe) async throws -> Void) {
        self.init(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                let pipe = BytePipe()
                async let done: Void = Self.fill(pipe, source)
                defer { pipe.end() }
                while let piece = await pipe.take() { try await writer.write(ByteBuffer(bytes: piece)) }
                try await done
                try await writer.finish(nil)
            })
    }

    /// Ends the pipe in any case; what went wrong is thrown.
    private static func fill(_ pipe: BytePipe, _ source: (BytePipe) async throws -> Void) async throws {
        defer { pipe.end() }
        try await source(pipe)
    }
}

extension BytePipe {
    /// Brings bytes once there is room for them.
    ///
    /// - Throws: `CancellationError` when nobody wants them any more.
    package func write(_ bytes: [UInt8]) async throws {
        if await !put(bytes) { throw CancellationError() }
    }
}
