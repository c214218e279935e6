import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Gateway
import GatewayClient
import HTTPTransport
import ServiceKit
import ServiceTesting
import Testing

@Suite("Who may do what", .serviceLogs)
struct AccessTests {
    /// Those who can ask, from the one who may least to the one who may most. Alice owns a private organization, in which
    /// carol is a member.
    enum Role: String, CaseIterable {
        case nobody, bob, carol, alice, administrator

        /// Whether the table lets this role in.
        func may(_ who: String) throws -> Bool {
            switch who {
            case "anybody": true
            case "logged in": self != .nobody
            case "a user": self == .bob || self == .carol || self == .alice
            case "the user": self == .alice
            case "the user, admin": self == .alice || self == .administrator
            case "admin": self == .administrator
            case "who may see it", "its members, admin": self == .carol || self == .alice || self == .administrator
            case "its owner, admin", "an owner of the parent, admin": self == .alice || self == .administrator
            // The project doesn't let its members act on runs.
            case "its owner, members that it lets, admin": self == .alice || self == .administrator
            case "its owner, the member, admin": self == .carol || self == .alice || self == .administrator
            default: throw Unexpected(who)
            }
        }
    }

    /// What says that somebody was not let in: the last ones, that they may not know of what they asked for.
    private static let refusals: Set<String> = [
        "unauthorized", "forbidden", "noUser", "organizationDoesNotExist", "projectGroupDoesNotExist",
        "projectDoesNotExist", "parentProjectGroupDoesNotExist",
    ]

    @Test(
        "every route lets in those whom docs/http-api.md names, and nobody else",
        arguments: try DocumentedRoute.gateway())
    func walk(_ route: DocumentedRoute) async throws {
        try await ContractFixture.with { fixture in
            var tokens: [Role: String] = [.administrator: ContractFixture.adminToken]
            for role in [Role.alice, .bob, .carol] {
                _ = try await fixture.admin.createUser(role.rawValue)
                tokens[role] = try await fixture.admin.createUserToken(for: role.rawValue, name: "access")
            }
            for role in Role.allCases {
                let organization = try await Self.organization(for: role, fixture.store)
                let headers = tokens[role].map { [TransportHeader("Authorization", "token \($0)")] } ?? []
                func ask(about organization: String) async throws -> TransportResponse {
                    try await fixture.gateway.transport.send(
                        TransportRequest(
                            method: route.method, url: route.url(organization: organization), headers: headers,
                            body: route.method == "GET" ? [] : Array(Self.body(organization).utf8)))
                }
                let answer = try await ask(about: organization)
                let text = String(decoding: answer.body, as: UTF8.self)
                let code = try? (JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])?["code"]
                let isRefused = Self.refusals.contains(code as? String ?? "")
                let expected = try role.may(route.who)
                #expect(isRefused != expected, "\(role): \(answer.status) \(text)")
                guard !expected else { continue }
                let status = Self.refusal(of: route, to: role)
                #expect(answer.status == status, "\(role): \(text)")
                if status == 404 {
                    // Nobody who may not know of something learns that it is there.
                    let missing = try await ask(about: "none")
                    #expect(missing.status == 404 && missing.body == answer.body, "\(role): \(text)")
                }
            }
        }
    }

    /// How somebody is refused: what is private is not there for those who may not know of it, and everything else says
    /// that it wants a token, or another one.
    private static func refusal(of route: DocumentedRoute, to role: Role) -> Int {
        if role == .nobody { return route.who == "who may see it" ? 404 : 401 }
        let isPrivate =
            ["orgs/{ref}", "projectgroups/{ref}", "projects/{ref}"].contains { route.path.hasPrefix($0) }
            || route.who == "an owner of the parent, admin"
        return role == .bob && isPrivate ? 404 : 403
    }

    @Test(
        "what is moved goes to no place that one may not know of, and into none of somebody else's",
        arguments: [
            "projectgroups", "projects",
        ])
    func destinations(_ kind: String) async throws {
        try await ContractFixture.with { fixture in
            let alice = try await fixture.store.createUser(CreateUserRequest(userName: "alice")).user
            for name in ["carol", "bob"] { _ = try await fixture.admin.createUser(name) }
            let token = try await fixture.admin.createUserToken(for: "bob", name: "access")
            let hidden = try await Self.organization(for: .alice, fixture.store)
            _ = try await fixture.store.createOrganization(
                CreateOrganizationRequest(name: "open", visibility: "public", creatorUserID: alice.id))
            _ = try await fixture.store.createProjectGroup(
                CreateProjectGroupRequest(name: "own", parentRef: "user/bob", visibility: "public"))
            _ = try await fixture.store.createProject(
                CreateProjectRequest(
                    name: "own", parentRef: "user/bob", visibility: "public", remoteRepositoryConfigType: "manual",
                    cloneURL: "https://git.example.com/own.git", cloneUser: "robot", clonePassword: "clone-s3cret"))
            var answers: [TransportResponse] = []
            for destination in ["org/\(hidden)/team", "org/none/team", "org/open"] {
                answers.append(
                    try await fixture.gateway.transport.send(
                        TransportRequest(
                            method: "PUT", url: "http://gateway/api/v1alpha/\(kind)/user%2Fbob%2Fown",
                            headers: [TransportHeader("Authorization", "token \(token)")],
                            body: Array(#"{"parent_ref":"\#(destination)"}"#.utf8))))
            }
            #expect(answers.map(\.status) == [404, 404, 403])
            #expect(answers[0].body == answers[1].body)
        }
    }

    /// Nothing that makes sense anywhere, but for the parent, whose owner is checked.
    private static func body(_ organization: String) -> String {
        #"{"parent_ref":"org/\#(organization)/team","remote_repository_config_type":"manual"}"#
    }

    /// A new organization, so that nothing is gone that an earlier role could delete.
    private static func organization(for role: Role, _ store: ConfigStoreClient) async throws -> String {
        let name = "acme-\(role)"
        let alice = try await store.user("alice")
        _ = try await store.createOrganization(
            CreateOrganizationRequest(name: name, visibility: "private", creatorUserID: alice.id))
        _ = try await store.setOrganizationMember("carol", in: name, role: .member)
        _ = try await store.createProjectGroup(
            CreateProjectGroupRequest(name: "team", parentRef: "org/\(name)", visibility: "private"))
        _ = try await store.createProject(
            CreateProjectRequest(
                name: "site", parentRef: "org/\(name)/team", visibility: "private",
                remoteRepositoryConfigType: "manual", cloneURL: "https://git.example.com/site.git", cloneUser: "robot",
                clonePassword: "clone-s3cret"))
        return name
    }
}
