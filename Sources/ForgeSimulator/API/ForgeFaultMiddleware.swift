import HTTPTransport
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// Makes go wrong what was ordered.
struct ForgeFaultMiddleware: RouterMiddleware {
    let state: ForgeState

    func handle(
        _ request: Request, context: ForgeContext,
        next: @concurrent (Request, ForgeContext) async throws -> Response
    ) async throws -> Response {
        let faults = state.faults
        if let delay = faults.delay {
            // A shutdown doesn't wait for answers that are only late on purpose.
            try await cancelWhenGracefulShutdown { try await Task.sleep(for: delay) }
        }
        if faults.dropsConnections { try await drop(context) }
        if state.isFailingRequest() {
            if faults.losesAnswer { _ = try await next(request, context) }
            return Response(500, forge: ["message": "the simulator fails this request"])
        }
        if let status = faults.status {
            let headers: HTTPFields = status == 429 ? [.retryAfter: "30"] : [:]
            return Response(status, forge: ["message": "", "url": ""], headers: headers)
        }
        if faults.exceedsSecondaryLimit {
            return Response(
                403,
                forge: [
                    "message":
                        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
                    "documentation_url":
                        "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits",
                ])
        }
        if faults.answersHTML {
            return Response(
                200, text: "<!doctype html><html><body><h1>Sign in</h1></body></html>",
                type: "text/html; charset=utf-8")
        }
        if let length = faults.contentLengthLie { return Self.cutOff(length) }
        if let count = faults.endlessBytes { return Self.endless(count) }
        return try await next(request, context)
    }

    private func drop(_ context: ForgeContext) async throws {
        try? await context.channel?.close().get()
        throw TransportError(.connectionFailed, "the simulator dropped the connection")
    }

    /// The server closes a connection whose body fails half-way.
    private static func cutOff(_ length: Int) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json;charset=utf-8"],
            body: ResponseBody(contentLength: length) { writer in
                try await writer.write(ByteBuffer(string: String("{\"id\":".prefix(max(0, length - 1)))))
                throw TransportError(.invalidResponse, "the simulator cut the answer off")
            })
    }

    private static func endless(_ count: Int) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json;charset=utf-8"],
            body: ResponseBody { writer in
                let piece = ByteBuffer(repeating: UInt8(ascii: " "), count: 64 * 1024)
                try await writer.write(ByteBuffer(string: "["))
                var left = count - 2
                while left > 0 {
                    try await writer.write(piece.getSlice(at: 0, length: min(left, 64 * 1024)) ?? piece)
                    left -= 64 * 1024
                }
                try await writer.write(ByteBuffer(string: "]"))
                try await writer.finish(nil)
            })
    }
}
