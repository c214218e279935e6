import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import ServiceKit

/// GitHub's routes.
struct GitHubRoutes: Sendable {
    typealias Context = ForgeContext
    let state: ForgeState

    /// What a route answers with.
    struct Answer {
        var json: ForgeJSON
        var status = 200
        var link: String?
    }

    func add(to router: RouterGroup<Context>) {
        let api = router.group("api/v3")
        addUsers(to: api)
        addApps(to: api)
        addRepositories(to: api)
        let repository = api.group("repos/:owner/:name")
        addRefs(to: repository)
        addCommits(to: repository)
        addDeployKeys(to: repository)
        addWebhooks(to: repository)
        addDeliveries(to: repository)
        addPullRequests(to: repository)
    }

    func query(_ request: Request) -> [(name: String, value: String)] { ForgeForm.items(request.uri.query ?? "") }

    func body<Body: Decodable>(_ type: Body.Type, _ request: Request, _ context: Context) async throws -> Body {
        try await request.decodeJSON(type, context: context)
    }

    /// Answers with what `body` makes of the data, within the caller's limit; what the caller has already is confirmed,
    /// and doesn't count.
    func answer(
        _ request: Request, _ body: (inout ForgeData, ForgeCaller?) throws -> Answer
    ) throws -> Response {
        let known = request.headers[.ifNoneMatch]
        return try state.withData { data -> Response in
            let caller = try Self.caller(of: request, &data)
            let left = data.requestsLeft(of: caller)
            guard left > 0 else { return Self.limited(data.rateLimitHeaders(of: caller)) }
            let answer = try body(&data, caller)
            let bytes = answer.json.bytes
            let tag = "W/\"\(ForgeHex.text(SHA256.hash(data: Data(bytes))))\""
            let isTagged = request.method == .get && answer.status == 200
            let isKnown = isTagged && known == tag
            if !isKnown { data.countRequest(of: caller) }
            var headers = data.rateLimitHeaders(of: caller)
            if isTagged {
                headers[.eTag] = tag
                headers[.cacheControl] = "private, max-age=60, s-maxage=60"
            }
            if isKnown { return Response(status: .notModified, headers: headers) }
            if let link = answer.link { headers[.link] = link }
            if answer.status == 204 { return Response(status: .noContent, headers: headers) }
            return Response(answer.status, forge: answer.json, headers: headers)
        }
    }

    /// The same for people who are known.
    func answerPerson(
        _ request: Request, _ body: (inout ForgeData, ForgeUser) throws -> Answer
    ) throws -> Response {
        try answer(request) { data, caller in
            guard let caller else { throw ForgeRefusal.unauthorized }
            guard caller.user.installationOwnerID == nil else {
                throw ForgeRefusal.forbidden("Resource not accessible by integration")
            }
            return try body(&data, caller.user)
        }
    }

    /// Answers about the repository in the path. One that the caller may not see is not there; one that was renamed is
    /// somewhere else.
    func answer(
        _ request: Request, _ context: Context, needs: ForgeAccess = .read,
        _ body: (inout ForgeData, ForgeRepositoryScope) throws -> Answer
    ) throws -> Response {
        let path = "\(try context.parameter("owner"))/\(try context.parameter("name"))"
        return try answer(request) { data, caller in
            guard let repository = data.repository(path: path) else {
                throw Self.moved(path, request, caller, data) ?? .notFound
            }
            return try body(&data, try Self.scope(repository, caller, needs: needs, data))
        }
    }

    static func scope(
        _ repository: ForgeRepository, _ caller: ForgeCaller?, needs: ForgeAccess, _ data: ForgeData
    ) throws(ForgeRefusal) -> ForgeRepositoryScope {
        let access = data.access(of: caller?.user.id, to: repository)
        guard access >= .read else { throw .notFound }
        guard access >= needs else {
            // Who may not set a repository up doesn't get to know that it could be.
            throw caller == nil ? .unauthorized : needs == .admin ? .notFound : .forbidden("Must have push access")
        }
        return ForgeRepositoryScope(
            repository: repository, path: data.path(of: repository), access: access, caller: caller)
    }

    private static func moved(
        _ path: String, _ request: Request, _ caller: ForgeCaller?, _ data: ForgeData
    ) -> ForgeRefusal? {
        guard let id = data.redirects[path.lowercased()], let repository = data.repositories[id],
            data.access(of: caller?.user.id, to: repository) >= .read
        else { return nil }
        // `/api/v3/repos/OWNER/NAME`, and what follows.
        let rest = request.uri.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(6)
        let query = request.uri.query.map { "?" + $0 } ?? ""
        let parts = ["\(data.links.root)/api/v3/repositories/\(id)"] + rest.map(String.init)
        return .moved(to: parts.joined(separator: "/") + query)
    }

    /// One page of elements, made only when they are on it.
    func page(_ request: Request, _ all: [@Sendable () -> ForgeJSON], _ data: ForgeData) -> Answer {
        let page = GitHubPage(query: query(request))
        return Answer(
            json: .array(page.slice(all).map { $0() }),
            link: page.link(total: all.count, url: data.links.root + request.uri.path))
    }

    static func token(of request: Request) throws(ForgeRefusal) -> String? {
        guard let authorization = request.headers[.authorization] else { return nil }
        let parts = authorization.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2, ["bearer", "token"].contains(parts[0].lowercased()) else { throw .unauthorized }
        return parts[1]
    }

    private static func caller(of request: Request, _ data: inout ForgeData) throws(ForgeRefusal) -> ForgeCaller? {
        guard let token = try token(of: request) else { return nil }
        guard let user = data.user(token: token) ?? data.installationUser(token: token) else { throw .unauthorized }
        return ForgeCaller(user: user, usesPassword: false)
    }

    private static func limited(_ headers: HTTPFields) -> Response {
        Response(
            403,
            forge: [
                "message": "API rate limit exceeded for user.",
                "documentation_url": "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api",
            ], headers: headers)
    }
}
