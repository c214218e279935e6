import Foundation
import Testing

/// A route as a document names it.
package struct DocumentedRoute: Sendable, Hashable, CustomTestStringConvertible {
    package let method: String
    package let path: String
    /// Who may, as the table has it.
    package var who = ""

    package var testDescription: String { "\(method) \(path)" }

    /// The routes of the gateway's table in `docs/http-api.md`. A route without a method has that of the one before.
    package static func gateway() throws -> [DocumentedRoute] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/http-api.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let section = text.split(separator: "## Gateway").last?.split(separator: "## ").first ?? ""
        let table = section.drop { $0 != "|" }.split(separator: "\n\n").first ?? ""
        var routes: [DocumentedRoute] = []
        for row in table.split(separator: "\n").dropFirst(2) {
            let columns = row.split(separator: "|")
            let who = columns[1].trimmingCharacters(in: .whitespaces)
            for span in columns[0].matches(of: /`([^`]+)`/) {
                let words = span.1.split(separator: " ")
                let method = words.count == 2 ? String(words[0]) : routes.last?.method ?? ""
                routes.append(DocumentedRoute(method: method, path: String(words.last ?? ""), who: who))
            }
        }
        return routes
    }

    /// The path with something in its places: alice, an organization of hers, and what it holds.
    package func url(organization: String = "x") -> String {
        let tree = "org%2F\(organization)%2Fteam"
        let filled =
            path
            .replacing("users/{ref}", with: "users/alice").replacing("orgs/{ref}", with: "orgs/\(organization)")
            .replacing("projectgroups/{ref}", with: "projectgroups/\(tree)")
            .replacing("projects/{ref}", with: "projects/\(tree)%2Fsite").replacing("{userref}", with: "carol")
            .replacing("{orgref}", with: organization).replacing(/\{[^}]*\}/, with: "x")
        return "http://gateway" + (filled.hasPrefix("/") ? filled : "/api/v1alpha/" + filled)
    }
}
