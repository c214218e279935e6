public import HTTPTransport

/// The real transport: libcurl on a thread of its own, which starts with the first request.
///
/// Connections are kept and reused. Which addresses may be connected is decided when a socket is opened.
public final class CurlTransport: HTTPTransport {
    /// What a transport may do.
    public struct Configuration: Sendable {
        /// Ranges that may be reached although they are not public.
        public var outboundAllow: [AddressRange]
        /// A PEM file of authorities that are trusted besides the system's; nil for none.
        public var authoritiesFile: String?
        /// The most connections at once.
        public var maxConnections: Int
        /// The most connections to one host at once.
        public var maxConnectionsPerHost: Int
        /// What the requests say they come from.
        public var userAgent: String

        /// Creates a configuration.
        ///
        /// - Parameters:
        ///   - outboundAllow: Ranges that may be reached although they are not public.
        ///   - authoritiesFile: A PEM file of authorities that are trusted besides the system's.
        ///   - maxConnections: The most connections at once.
        ///   - maxConnectionsPerHost: The most connections to one host.
        ///   - userAgent: What the requests say they come from.
        public init(
            outboundAllow: [AddressRange] = [], authoritiesFile: String? = nil, maxConnections: Int = 256,
            maxConnectionsPerHost: Int = 32, userAgent: String = "sallyport"
        ) {
            self.outboundAllow = outboundAllow
            self.authoritiesFile = authoritiesFile
            self.maxConnections = maxConnections
            self.maxConnectionsPerHost = maxConnectionsPerHost
            self.userAgent = userAgent
        }
    }

    private let worker: CurlWorker
    private let addressGuard: AddressGuard

    /// Creates a transport; its thread starts with the first request.
    ///
    /// - Parameter configuration: What it may do.
    public init(configuration: Configuration = Configuration()) {
        worker = CurlWorker(configuration: configuration)
        addressGuard = AddressGuard(allowed: configuration.outboundAllow)
    }

    deinit {
        worker.shutDown()
    }

    /// Stops every transfer with `cancelled` and ends the thread. Later requests fail in the same way.
    public func shutdown() {
        worker.shutDown()
    }

    public func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        var request = request
        var url = try check(request)
        var hops = 0
        while true {
            try checkAddress(of: url, behindProxy: request.proxyURL != nil)
            let response = try await perform(request)
            guard case .follow(let limit) = request.redirects, [301, 302, 303, 307, 308].contains(response.status),
                request.method == "GET" || request.method == "HEAD",
                let location = response.headers.first(named: "Location")
            else { return response }
            hops += 1
            guard hops <= limit else {
                throw TransportError(.invalidResponse, "more than \(limit) redirects")
            }
            guard let next = CurlURL(location, relativeTo: url), !(url.scheme == "https" && next.scheme == "http")
            else {
                throw TransportError(.invalidResponse, "the redirect leads to a place that is not followed")
            }
            if next.origin != url.origin { request.headers.removeAll(where: Self.isCredential) }
            request.url = next.text
            url = next
        }
    }

    private func perform(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let ticket = CurlTicket()
        let outcome = await withTaskCancellationHandler {
            await ticket.wait { worker.submit($0, request) }
        } onCancel: {
            worker.cancel(ticket)
        }
        return try outcome.get()
    }

    /// Refuses what libcurl might read in another way than the one who made the request.
    private func check(_ request: TransportRequest) throws(TransportError) -> CurlURL {
        guard let url = CurlURL(request.url) else {
            throw TransportError(.invalidRequest, "the URL is not an absolute http or https URL without credentials")
        }
        guard !request.method.isEmpty, request.method.utf8.allSatisfy({ (65...90).contains($0) }) else {
            throw TransportError(.invalidRequest, "a method is a word in capitals")
        }
        for header in request.headers {
            let isName = !header.name.isEmpty && header.name.utf8.allSatisfy(Self.isTokenCharacter)
            let isValue = header.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
            guard isName, isValue else {
                throw TransportError(.invalidRequest, "a header has a character that is not allowed in one")
            }
        }
        return url
    }

    /// A proxy connects for us, so an address that is written out, in a URL or a redirect, has to be looked at here.
    private func checkAddress(of url: CurlURL, behindProxy: Bool) throws(TransportError) {
        guard behindProxy, let address = IPAddress(url.host.trimmingBrackets), !addressGuard.permits(address) else {
            return
        }
        throw TransportError(
            .addressRefused, "the URL's address is not a public one; outbound.allow lists what else may be reached")
    }

    private static func isCredential(_ header: TransportHeader) -> Bool {
        header.isSensitive || ["authorization", "cookie", "proxy-authorization"].contains(header.name.lowercased())
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}

extension String {
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}
