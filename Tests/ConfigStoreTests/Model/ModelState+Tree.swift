/// The tree of groups and projects: ways up and down, and what is below.
extension ModelState {
    struct Owner {
        var id: String
        var isOrganization: Bool
    }

    /// The owner of the tree that a group is in.
    func owner(of group: String) -> Owner? {
        let top = way(to: group).first.flatMap { groups[$0]?.parent } ?? ""
        if users[top] != nil { return Owner(id: top, isOrganization: false) }
        return organizations[top] == nil ? nil : Owner(id: top, isOrganization: true)
    }

    /// The groups from the root group to a group.
    func way(to group: String) -> [String] {
        var way = [group]
        while let first = way.first, let parent = groups[first]?.parent, groups[parent] != nil {
            way.insert(parent, at: 0)
        }
        return way
    }

    func path(of group: String) -> String {
        let way = way(to: group)
        let top = way.first.flatMap { groups[$0]?.parent } ?? ""
        let start = users[top].map { "user/\($0.name)" } ?? organizations[top].map { "org/\($0.name)" } ?? "?"
        return way.dropFirst().reduce(start) { "\($0)/\(groups[$1]?.name ?? "?")" }
    }

    /// Whether a group is private, or anything above it.
    func isHidden(_ group: String) -> Bool {
        way(to: group).contains { groups[$0]?.isPrivate == true }
            || owner(of: group).flatMap { organizations[$0.id] }?.isPrivate == true
    }

    func subgroups(of group: String) -> [String] {
        groups.filter { $0.value.parent == group }.sorted { $0.value.name < $1.value.name }.map(\.key)
    }

    func projects(of group: String) -> [String] {
        projects.filter { $0.value.parent == group }.sorted { $0.value.name < $1.value.name }.map(\.key)
    }

    /// A group and everything below it, level by level.
    func levels(below group: String) -> [[String]] {
        var levels = [[group]]
        while let last = levels.last {
            let next = last.flatMap { subgroups(of: $0) }
            if next.isEmpty { break }
            levels.append(next)
        }
        return levels
    }

    func requireEmpty(group: String, code: String) throws(Refusal) {
        try Self.requireNone(
            [("project_groups", subgroups(of: group).count), ("projects", projects(of: group).count)]
                + held(by: group), code: code)
    }

    /// How many variables and secrets a group or project holds itself.
    func held(by holder: String) -> [(String, Int)] {
        [
            ("variables", variables.values.count { $0.parent == holder }),
            ("secrets", secrets.values.count { $0.parent == holder }),
        ]
    }

    mutating func removeContents(of group: String) {
        removeHeld(by: group)
        for project in projects(of: group) {
            removeHeld(by: project)
            projects[project] = nil
        }
        for inner in subgroups(of: group) {
            removeContents(of: inner)
            groups[inner] = nil
        }
    }

    mutating func removeHeld(by holder: String) {
        variables = variables.filter { $0.value.parent != holder }
        secrets = secrets.filter { $0.value.parent != holder }
    }

    /// A group or project and everything above it, the nearest first: where a secret is looked for, in this order.
    func levels(of holder: String) -> [String] {
        projects[holder].map { [holder] + way(to: $0.parent).reversed() } ?? way(to: holder).reversed()
    }

    func path(ofHolder holder: String) -> String {
        projects[holder].map { "\(path(of: $0.parent))/\($0.name)" } ?? path(of: holder)
    }

    func holderID(_ holder: ModelHolder) throws(Refusal) -> String {
        switch holder {
        case .projectGroup(let ref): try groupID(ref)
        case .project(let ref): try projectID(ref)
        }
    }

    func groupID(_ ref: String) throws(Refusal) -> String {
        guard ref.contains("/") else {
            if groups[ref] != nil { return ref }
            throw Refusal(status: 404, code: "projectGroupDoesNotExist")
        }
        return try groupID(ref.split(separator: "/").map(String.init))
    }

    func groupID(_ path: [String]) throws(Refusal) -> String {
        let owner = path[0] == "user" ? try userID(path[1]) : try organizationID(path[1])
        var group = Self.root(of: owner)
        for name in path.dropFirst(2) {
            guard let next = groups.first(where: { $0.value.parent == group && $0.value.name == name })?.key else {
                throw Refusal(status: 404, code: "projectGroupDoesNotExist")
            }
            group = next
        }
        return group
    }

    func parentID(_ ref: String) throws(Refusal) -> String {
        do throws(Refusal) {
            return try groupID(ref)
        } catch {
            throw Refusal(status: 404, code: "parentProjectGroupDoesNotExist")
        }
    }

    func projectID(_ ref: String) throws(Refusal) -> String {
        let missing = Refusal(status: 404, code: "projectDoesNotExist")
        guard ref.contains("/") else {
            if projects[ref] != nil { return ref }
            throw missing
        }
        let parts = ref.split(separator: "/").map(String.init)
        let group = try groupID(Array(parts.dropLast()))
        guard let id = projects.first(where: { $0.value.parent == group && $0.value.name == parts.last })?.key else {
            throw missing
        }
        return id
    }

    static func visibility(_ isPrivate: Bool) -> String { isPrivate ? "private" : "public" }
}
