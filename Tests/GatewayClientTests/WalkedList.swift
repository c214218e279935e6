import Foundation
import Gateway
import HTTPTransport
import ServiceKit
import Testing

/// A list of one of the services, and how a test walks it.
struct WalkedList: Sendable, CustomStringConvertible {
    enum Service: String, Sendable, CaseIterable {
        case gateway, configstore
    }

    enum Asker: Sendable {
        case administrator, alice, bob
    }

    let service: Service
    /// The path as the description has it, below the API's root.
    let route: String
    /// What is in the path's braces.
    let ref: String
    let query: String
    let asker: Asker

    init(
        _ service: Service, _ route: String, _ ref: String = "", query: String = "", as asker: Asker = .administrator
    ) {
        self.service = service
        self.route = route
        self.ref = ref
        self.query = query
        self.asker = asker
    }

    var description: String { "\(service.rawValue) \(route)\(query) as \(asker)" }

    /// The lists of both services; those that leave something out for some are there once for each kind of asker.
    static let all: [WalkedList] =
        Service.allCases.flatMap { service in
            [
                WalkedList(service, "remotesources"), WalkedList(service, "users"), WalkedList(service, "orgs"),
                WalkedList(service, "validators"), WalkedList(service, "forgecleanups"),
                WalkedList(service, "projectsetups", query: "&state=settingUp"),
                WalkedList(service, "users/{ref}/tokens", "alice"),
                WalkedList(service, "users/{ref}/linkedaccounts", "alice"),
                WalkedList(service, "orgs/{ref}/members", "acme"),
                WalkedList(service, "orgs/{ref}/invitations", "acme"),
                WalkedList(service, "orgs/{ref}/connections", "acme"),
                WalkedList(service, "projectgroups/{ref}/subgroups", "org%2Facme"),
                WalkedList(service, "projectgroups/{ref}/projects", "org%2Facme"), WalkedList(service, "audit"),
                WalkedList(service, "audit", query: "&kind=project"),
                WalkedList(service, "projectgroups/{ref}/secrets", "org%2Facme%2Fas0"),
                WalkedList(service, "projectgroups/{ref}/variables", "org%2Facme%2Fas0"),
                WalkedList(service, "projects/{ref}/secrets", "org%2Facme%2Fas0"),
                WalkedList(service, "projects/{ref}/variables", "org%2Facme%2Fas0"),
            ]
        } + [
            WalkedList(.configstore, "users", query: "&details=true"),
            WalkedList(.configstore, "orgs", query: "&visibility=private"),
            WalkedList(.configstore, "users/{ref}/orgs", "alice"),
            WalkedList(.configstore, "users/{ref}/org_invitations", "bob"),
            WalkedList(.configstore, "projectgroups/{ref}/projects", "org%2Facme", query: "&visibility=private"),
            WalkedList(.gateway, "remotesources", query: "&details=true"),
            WalkedList(.gateway, "orgs", as: .bob), WalkedList(.gateway, "user/orgs", as: .alice),
            WalkedList(.gateway, "user/org_invitations", as: .bob),
            WalkedList(.gateway, "projectgroups/{ref}/subgroups", "org%2Facme", as: .bob),
            WalkedList(.gateway, "projectgroups/{ref}/projects", "org%2Facme", as: .bob),
            WalkedList(.gateway, "users/{ref}/audit", "alice", as: .alice),
            WalkedList(.gateway, "orgs/{ref}/audit", "acme", as: .alice),
            WalkedList(.gateway, "projectgroups/{ref}/audit", "org%2Facme", as: .alice),
            WalkedList(.gateway, "projects/{ref}/audit", "org%2Facme%2Fas0"),
        ]

    /// The ids of everything on the list, page by page, in the order in which it comes.
    func walk(_ fixture: ContractFixture, tokens: [Asker: String], limit: Int, direction: String) async throws
        -> [String]
    {
        var (found, cursor) = ([String](), String?.none)
        repeat {
            // A cursor knows its direction.
            let position = cursor.map { "cursor=\($0)" } ?? "sortdirection=\(direction)"
            let path = route.replacing("{ref}", with: ref)
            let answer = try await (service == .gateway ? fixture.gateway.transport : fixture.configStore).send(
                TransportRequest(
                    method: "GET", url: "http://service/api/v1alpha/\(path)?limit=\(limit)&\(position)\(query)",
                    headers: service == .gateway
                        ? [TransportHeader("Authorization", "token \(tokens[asker] ?? "")")] : []))
            try #require(answer.status == 200, "\(self): \(String(decoding: answer.body, as: UTF8.self))")
            let items = try Self.items(answer.body)
            #expect(items.count <= limit)
            found += items
            cursor = answer.headers.first(named: "Sallyport-Cursor")
            #expect((answer.headers.first(named: "Link") != nil) == (cursor != nil))
        } while cursor != nil
        return found
    }

    private static func items(_ body: [UInt8]) throws -> [String] {
        let answer = try JSONSerialization.jsonObject(with: Data(body))
        let items = answer as? [Any] ?? (answer as? [String: Any])?["members"] as? [Any]
        return try #require(items).map { try #require(id($0)) }
    }

    /// An item is what has an id, or something about what has one.
    private static func id(_ item: Any) -> String? {
        if let text = item as? String { return text }
        let object = item as? [String: Any] ?? [:]
        for part in ["user", "organization", "Organization"] where object["id"] == nil {
            if let id = (object[part] as? [String: Any])?["id"] as? String { return id }
        }
        return object["id"] as? String
    }
}
