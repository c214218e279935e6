import Testing

/// A request that is not as it should be, and what it is answered with.
struct BadRequest: Sendable, CustomTestStringConvertible {
    var method: String
    var path: String
    var body: String?
    var status: Int
    var code: String
    var field: String?
    var token: Token = .admin

    enum Token: Sendable { case admin, alice, wrong, none }

    var testDescription: String { "\(method) \(path.prefix(60)) \(body?.prefix(40) ?? "") as \(token)" }

    static func post(_ path: String, _ body: String, _ status: Int, _ code: String, field: String? = nil) -> Self {
        BadRequest(method: "POST", path: path, body: body, status: status, code: code, field: field)
    }

    static func get(_ path: String, _ status: Int, _ code: String, as token: Token = .admin) -> Self {
        BadRequest(method: "GET", path: path, status: status, code: code, token: token)
    }

    static func delete(_ path: String, _ status: Int, _ code: String, as token: Token = .admin) -> Self {
        BadRequest(method: "DELETE", path: path, status: status, code: code, token: token)
    }

    fileprivate static let bodies: [BadRequest] = [
        .post("remotesources", "{\"name\":", 400, "invalidJSON"),
        .post("remotesources", "", 400, "invalidJSON"),
        .post("remotesources", "\u{0}", 400, "invalidJSON"),
        .post("remotesources", "[]", 400, "invalidJSON"),
        .post("remotesources", "null", 400, "invalidJSON"),
        .post("remotesources", String(repeating: "[", count: 40), 400, "invalidJSON"),
        .post("remotesources", String(repeating: "{\"a\":", count: 100_000), 400, "invalidJSON"),
        .post("remotesources", "{\"name\":5}", 400, "invalidField", field: "name"),
        .post("remotesources", "{\"skip_verify\":\"yes\"}", 400, "invalidField", field: "skip_verify"),
        .post("remotesources", "{\"apiurl\":{\"a\":[1]}}", 400, "invalidField", field: "apiurl"),
        .post("users", "{\"username\":[\"a\"]}", 400, "invalidField", field: "username"),
        .post("users/alice/tokens", "{\"token_name\":true}", 400, "invalidField", field: "token_name"),
        .post("auth/login", "{\"remote_source_name\":1}", 400, "invalidField", field: "remote_source_name"),
    ]

    fileprivate static let references: [BadRequest] = [
        .get("remotesources/none", 404, "remoteSourceDoesNotExist"),
        .get("remotesources/00000000-0000-7000-8000-000000000000", 404, "remoteSourceDoesNotExist"),
        .get("remotesources/gitea%2Fdetails", 404, "remoteSourceDoesNotExist"),
        .get("remotesources/..%2Fusers", 404, "remoteSourceDoesNotExist"),
        .get("remotesources/%2e%2e", 400, "invalidRef"),
        .get("remotesources/..", 400, "invalidRef"),
        .get("remotesources/.", 400, "invalidRef"),
        .get("remotesources/%zz", 400, "invalidRef"),
        .get("remotesources/%ff", 400, "invalidRef"),
        .get("remotesources/%00", 404, "remoteSourceDoesNotExist"),
        .get("remotesources/" + String(repeating: "a", count: 2000), 400, "invalidRef"),
        .get("remotesources//details", 404, "noSuchRoute"),
        .get("users/none", 404, "userDoesNotExist"),
        .get("users/none/tokens", 404, "userDoesNotExist"),
        .get("users/../remotesources", 404, "noSuchRoute"),
        .delete("users/none", 404, "userDoesNotExist"),
        .delete("users/alice/tokens/none", 404, "userTokenDoesNotExist"),
        .delete("users/alice/tokens/%2e%2e", 400, "invalidRef", as: .alice),
        .delete("users/alice/linkedaccounts/..", 400, "invalidRef", as: .alice),
        .delete("users/alice/linkedaccounts/none", 404, "linkedAccountDoesNotExist"),
        .get("nothing", 404, "noSuchRoute"),
        .get("users?limit=0", 400, "invalidLimit"),
        .get("users?cursor=x", 400, "invalidCursor"),
    ]

    fileprivate static let callers: [BadRequest] = [
        .get("users", 401, "unauthorized", as: .none), .get("users", 401, "unauthorized", as: .wrong),
        .get("users", 403, "forbidden", as: .alice), .delete("users/alice", 403, "forbidden", as: .alice),
        .get("remotesources/gitea", 401, "unauthorized", as: .none),
        .get("remotesources/gitea/details", 403, "forbidden", as: .alice),
    ]
}

/// What is wrong with the requests of a test.
enum BadRequests: CaseIterable {
    case bodies, references, callers

    var all: [BadRequest] {
        switch self {
        case .bodies: BadRequest.bodies
        case .references: BadRequest.references
        case .callers: BadRequest.callers
        }
    }
}
