import HTTPTypes
import Hummingbird
import ServiceKit

/// What the routes of every dialect do alike.
protocol ForgeRoutes: Sendable {
    typealias Context = ForgeContext
    var state: ForgeState { get }

    /// Who sent the request; nil without credentials.
    ///
    /// - Throws: 401 when the credentials are nobody's.
    func caller(of request: Request, _ data: inout ForgeData) throws(ForgeRefusal) -> ForgeCaller?
}

extension ForgeRoutes {
    /// Answers with what `body` makes of the data; it runs alone with it.
    func answer(
        _ request: Request, _ status: Int = 200, _ body: (inout ForgeData, ForgeCaller?) throws -> ForgeJSON
    ) throws -> Response {
        let json = try state.withData { data in
            let caller = try caller(of: request, &data)
            return try body(&data, caller)
        }
        return status == 204 ? Response(status: .noContent) : Response(status, forge: json)
    }

    /// The same for people who are known.
    func answerCaller(
        _ request: Request, _ status: Int = 200, _ body: (inout ForgeData, ForgeCaller) throws -> ForgeJSON
    ) throws -> Response {
        try answer(request, status) { data, caller in
            guard let caller else { throw ForgeRefusal.unauthorized }
            return try body(&data, caller)
        }
    }

    func query(_ request: Request) -> [(name: String, value: String)] { ForgeForm.items(request.uri.query ?? "") }

    func body<Body: Decodable>(_ type: Body.Type, _ request: Request, _ context: Context) async throws -> Body {
        try await request.decodeJSON(type, context: context)
    }
}
