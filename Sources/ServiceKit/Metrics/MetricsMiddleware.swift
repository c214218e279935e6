package import Hummingbird

/// Counts every request and its answer. It comes first, so that it sees what the client gets.
package struct MetricsMiddleware<Context: ServiceContext>: RouterMiddleware {
    private let instruments: HTTPInstruments

    package init(_ instruments: HTTPInstruments) {
        self.instruments = instruments
    }

    package func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        instruments.begin()
        var status = HTTPResponse.Status.internalServerError
        defer {
            instruments.end(request, route: context.endpointPath, status: status, took: start.duration(to: .now))
        }
        let response = try await next(request, context)
        status = response.status
        return response
    }
}
