/// A project or a project group, which holds secrets and variables.
public enum ProjectOrGroup: Sendable, Hashable {
    /// By path, such as `org/acme/backend/api`, or id.
    case project(String)
    /// By path, such as `org/acme/backend`, or id.
    case projectGroup(String)

    func path(_ more: String...) -> [String] {
        switch self {
        case .project(let ref): ["projects", ref] + more
        case .projectGroup(let ref): ["projectgroups", ref] + more
        }
    }
}
