import ConfigStoreAPI
import Foundation
import HTTPTypes
import Hummingbird
import ServiceKit

extension ConfigStoreRouter {
    func addAuthentication(to api: RouterGroup<Context>) {
        let sessions = Sessions(environment: environment)
        api.get("authentication") { request, _ in
            guard let credential = request.headers.value(of: .credential).flatMap(Credential.init(headerValue:)) else {
                throw ServiceError(
                    .invalid, code: "invalidCredential",
                    "\(Credential.headerName) is needed: token <token>, or session <id>")
            }
            do {
                return Response(json: try await details(try await sessions.userID(for: credential)))
            } catch let error as ServiceError where error.kind == .notFound {
                // The user was deleted between the two reads.
                throw ServiceError(.unauthorized, code: "unauthorized", "this token or session is not valid")
            }
        }
        api.post("users/:ref/sessions") { request, context in
            let ref = try parameter("ref", of: context)
            return try answer(
                try await sessions.create(for: ref, body(CreateSessionRequest.self, request, context)),
                status: .created)
        }
        api.delete("users/:ref/sessions") { _, context in
            try await sessions.deleteAll(of: parameter("ref", of: context))
            return Response.noContent
        }
        // The id travels in the body, since a URL is logged on the way.
        api.post("users/:ref/sessions/revoke") { request, context in
            let ref = try parameter("ref", of: context)
            let request = try await body(RevokeSessionRequest.self, request, context)
            try await sessions.delete(ref, request.sessionID)
            return Response.noContent
        }
        api.post("oauth2states") { request, context in
            let states = OAuth2States(environment: environment)
            try await states.consume(body(ConsumeOAuth2StateRequest.self, request, context))
            return Response(status: .created, json: Data("{}".utf8))
        }
    }
}

extension HTTPField.Name {
    // A valid field name; the fallback can't be reached.
    fileprivate static let credential = HTTPField.Name(Credential.headerName) ?? .eTag
}
