package import Hummingbird
package import Logging
package import NIOCore

/// What every request of every service carries.
package protocol ServiceContext: RequestContext where Source == ApplicationRequestContextSource {
    /// The part that all services share.
    var service: ServiceContextStorage { get set }
    /// Makes a context for a request that came from inside this process.
    init(inProcess source: InProcessRequestSource)
}

extension ServiceContext {
    /// The request's id, in every line of its log and in the answer's `X-Request-ID`.
    package var requestID: String { service.requestID }
    /// When the request must be answered.
    package var deadline: ContinuousClock.Instant { service.deadline }
    /// Bodies above this size are refused with 413.
    package var maxUploadSize: Int { 1024 * 1024 }
}

/// Where a request from inside the process comes from.
package struct InProcessRequestSource: RequestContextSource {
    package let logger: Logger
}

/// The values behind `ServiceContext`.
package struct ServiceContextStorage: Sendable {
    package var requestID: String = ""
    package var deadline: ContinuousClock.Instant
    /// The peer's address; nil for requests from inside the process.
    package let remoteAddress: SocketAddress?
    /// Whether the request came from inside this process, which needs no bearer token.
    package let isInProcess: Bool

    /// How long a request may take unless the caller asks for less.
    package static let defaultTimeout: Duration = .seconds(60)

    package init(remoteAddress: SocketAddress?, isInProcess: Bool) {
        self.remoteAddress = remoteAddress
        self.isInProcess = isInProcess
        self.deadline = .now + Self.defaultTimeout
    }
}

/// The context of a service that needs nothing of its own.
package struct ServiceRequestContext: ServiceContext {
    package var coreContext: CoreRequestContextStorage
    package var service: ServiceContextStorage

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        service = .init(remoteAddress: source.channel.remoteAddress, isInProcess: false)
    }

    package init(inProcess source: InProcessRequestSource) {
        coreContext = .init(source: source)
        service = .init(remoteAddress: nil, isInProcess: true)
    }
}
