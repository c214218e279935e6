import StrictYAML
import Validation

/// An organization as a file declares it.
struct OrganizationDeclaration: Declaration {
    struct Member: Sendable {
        var user: String
        /// `owner` or `member`.
        var role: String
        let place: YAMLPlace
    }

    let name: String
    let renamedFrom: String?
    /// `public` or `private`.
    let visibility: String
    /// Nil when the file leaves it to others who belongs to it.
    let members: [Member]?
    let place: YAMLPlace

    /// Reads an entry of `organizations`; problems go to the document.
    init(_ entry: YAMLMap) {
        name = entry.string("name")
        place = entry.place(of: "name")
        if !name.isEmpty { entry.report(NameGrammar.violation(of: name, at: entry.path.appending("name")), at: "name") }
        renamedFrom = entry.optionalString("renamedFrom")
        if let renamedFrom {
            let path = entry.path.appending("renamedFrom")
            entry.report(NameGrammar.violation(of: renamedFrom, at: path), at: "renamedFrom")
        }
        visibility = entry.visibility()
        guard entry.has("members") else {
            members = nil
            return
        }
        var places: [String: YAMLPlace] = [:]
        members = entry.list("members") { item in
            let member = Member(item)
            if let first = places[member.user], !member.user.isEmpty {
                item.problem(at: "user", .taken, "\(member.user) is a member already, at \(first)")
            }
            places[member.user] = member.place
            return member
        }
    }
}

extension OrganizationDeclaration.Member {
    fileprivate init(_ item: YAMLMap) {
        user = item.string("user")
        place = item.place(of: "user")
        if !user.isEmpty { item.report(NameGrammar.violation(of: user, at: item.path.appending("user")), at: "user") }
        role = item.optionalString("role") ?? "member"
        if !["owner", "member"].contains(role) {
            item.problem(at: "role", .notSupported, "a role is owner or member")
        }
    }
}

extension YAMLMap {
    /// `public` or `private`, which is the default.
    func visibility() -> String {
        let visibility = optionalString("visibility") ?? "private"
        if !["public", "private"].contains(visibility) {
            problem(at: "visibility", .notSupported, "this is public or private")
        }
        return visibility
    }
}
