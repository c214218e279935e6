import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RemoteSources
import ServiceKit
import ServiceLifecycle

/// Something that wants to know what happens at the forge: it listens on loopback, and verifies what comes.
struct DemoSink: Service {
    /// What it was told, as far as the demo looks at it.
    struct Event: Decodable, Sendable {
        struct Neutral: Decodable, Sendable {
            var kind: String
            var ref: String?
            var after: String?
        }

        var type: String
        var projectpath: String
        var data: Neutral
    }

    /// The environment variable that the configuration takes the secret from.
    static let secretVariable = "SALLYPORT_DEMO_SINK_SECRET"
    private static let maxBodyBytes = 1024 * 1024

    let address: ListenAddress
    /// `whsec_` and random bytes.
    let secret: String
    /// What came, in order.
    let events: AsyncStream<Event>
    private let came: AsyncStream<Event>.Continuation
    private let logger: Logger

    init(address: ListenAddress, logger: Logger) {
        (self.address, self.logger) = (address, logger)
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        secret = "whsec_" + Data(bytes).base64EncodedString()
        (events, came) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingOldest(100))
    }

    func run() async throws {
        let router = Router(context: ServiceRequestContext.self)
        router.add(middleware: ErrorMiddleware())
        let verifier = WebhookVerifier(schemes: [.standardWebhooks], secrets: [secret])
        router.post("/") { request, _ in
            let body = Array(try await request.body.collect(upTo: Self.maxBodyBytes).readableBytesView)
            let headers = Dictionary(request.headers.map { ($0.name.canonicalName, $0.value) }) { first, _ in first }
            guard verifier.accepts(headers: headers, body: body, now: Date()) else {
                throw ServiceError(.unauthorized, code: "notGenuine", "the signature is not the gateway's")
            }
            came.yield(try JSONDecoder().decode(Event.self, from: Data(body)))
            return Response(status: .noContent)
        }
        try await HTTPService(responder: router.buildResponder(), address: address, logger: logger).run()
    }
}
