import Foundation
package import HTTPTransport
import HTTPTypes
package import Hummingbird
package import Logging
import NIOCore

/// A transport to a service in the same process: the same routes and the same bytes, without a socket.
package struct InProcessTransport<Responder: HTTPResponder>: HTTPTransport where Responder.Context: ServiceContext {
    private let responder: Responder
    private let logger: Logger

    /// - Parameters:
    ///   - responder: The service's router.
    ///   - logger: The service's logger.
    package init(responder: Responder, logger: Logger) {
        self.responder = responder
        self.logger = logger
    }

    package func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        guard ContinuousClock.now < request.deadline else {
            throw TransportError(.timedOut, "the deadline passed before the request was sent")
        }
        var context = Responder.Context(inProcess: InProcessRequestSource(logger: logger))
        context.service.deadline = min(context.service.deadline, request.deadline)
        let inner = try Self.request(from: request)
        do {
            let response = try await responder.respond(to: inner, context: context)
            let isTaken = (200..<300).contains(response.status.code)
            let collector = BodyCollector(limit: request.maxResponseBytes, receive: isTaken ? request.receive : nil)
            if isTaken { await request.begin?() }
            try await response.body.write(collector)
            return TransportResponse(
                status: response.status.code,
                headers: response.headers.map { TransportHeader($0.name.rawName, $0.value) },
                body: collector.bytes)
        } catch let error as TransportError {
            throw error
        } catch is CancellationError {
            throw TransportError(.cancelled, "the task was cancelled")
        } catch {
            throw TransportError(.invalidResponse, "the service failed before it answered")
        }
    }

    private static func body(of request: TransportRequest) -> RequestBody {
        guard let upload = request.upload else { return RequestBody(buffer: ByteBuffer(bytes: request.body)) }
        return RequestBody(
            asyncSequence: AsyncThrowingStream(unfolding: { try await upload.next().map { ByteBuffer(bytes: $0) } }))
    }

    private static func request(from request: TransportRequest) throws(TransportError) -> Request {
        guard let colon = request.url.utf8.firstIndex(of: UInt8(ascii: ":")),
            request.url[colon...].hasPrefix("://"), let method = HTTPRequest.Method(request.method)
        else {
            throw TransportError(.invalidRequest, "an absolute URL and a method are needed")
        }
        let afterScheme = request.url[colon...].dropFirst(3)
        let pathStart = afterScheme.utf8.firstIndex(of: UInt8(ascii: "/")) ?? afterScheme.endIndex
        var fields = HTTPFields()
        for header in request.headers {
            guard let name = knownNames[header.name] ?? HTTPField.Name(header.name) else {
                throw TransportError(.invalidRequest, "a header's name is not one")
            }
            fields.append(HTTPField(name: name, value: header.value))
        }
        return Request(
            head: HTTPRequest(
                method: method, scheme: String(request.url[..<colon]),
                authority: String(afterScheme[..<pathStart]), path: String(afterScheme[pathStart...]),
                headerFields: fields),
            body: body(of: request))
    }
}

/// The names that come again and again, which need not be checked and lowered each time.
private let knownNames: [String: HTTPField.Name] = Dictionary(
    uniqueKeysWithValues: [.accept, .contentType, .requestID].map { ($0.rawName, $0) })

/// Collects a response's body up to a limit, or passes it on.
private final class BodyCollector: ResponseBodyWriter {
    private(set) var bytes: [UInt8] = []
    private let limit: Int
    private let receive: (@Sendable ([UInt8]) async throws -> Void)?

    init(limit: Int, receive: (@Sendable ([UInt8]) async throws -> Void)?) {
        self.limit = limit
        self.receive = receive
    }

    func write(_ buffer: ByteBuffer) async throws {
        if let receive {
            do {
                return try await receive(Array(buffer.readableBytesView))
            } catch {
                throw TransportError(.cancelled, "what came was not taken")
            }
        }
        guard bytes.count + buffer.readableBytes <= limit else {
            throw TransportError(.responseTooLarge, "the answer is larger than \(limit) bytes")
        }
        bytes.append(contentsOf: buffer.readableBytesView)
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
