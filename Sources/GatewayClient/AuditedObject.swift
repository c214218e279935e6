/// Something with an owner, who may read what happened to it.
public enum AuditedObject: Sendable, Hashable {
    /// A name or an id.
    case organization(String)
    /// A path or an id.
    case projectGroup(String)
    /// A path or an id.
    case project(String)

    var path: [String] {
        switch self {
        case .organization(let ref): ["orgs", ref]
        case .projectGroup(let ref): ["projectgroups", ref]
        case .project(let ref): ["projects", ref]
        }
    }
}
