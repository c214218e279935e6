import Foundation

/// Groups and projects: making, changing, moving and deleting them.
extension ModelState {
    private static let maxDepth = 20

    mutating func answerGroups(_ operation: ModelOperation, _ newIDs: [String]) throws(Refusal) -> ModelAnswer {
        switch operation {
        case .createGroup(let parent, let name, let isPrivate):
            let parentID = try parentID(parent)
            try Self.checkDepth(way(to: parentID).count)
            try requireFreeGroup(name, in: parentID)
            let id = newIDs.first ?? "new group"
            groups[id] = Group(parent: parentID, name: name, isPrivate: isPrivate)
            return .answered(201, [view(group: id)])
        case .updateGroup(let ref, let name, let parent, let isPrivate):
            let id = try groupID(ref)
            try updateGroup(id, name: name, parent: parent, isPrivate: isPrivate)
            return .answered(201, [view(group: id)])
        case .deleteGroup(let ref, let cascade):
            let id = try groupID(ref)
            if groups[id]?.name == "" { throw Refusal(status: 400, code: "cannotDeleteRootProjectGroup") }
            if !cascade { try requireEmpty(group: id, code: "projectGroupInUse") }
            removeContents(of: id)
            groups[id] = nil
            return .answered(204, [])
        case .subgroups(let ref): return .answered(200, subgroups(of: try groupID(ref)).map { view(group: $0) })
        case .group(let ref): return .answered(200, [view(group: try groupID(ref))])
        default: preconditionFailure("\(operation) is not about groups")
        }
    }

    private mutating func updateGroup(
        _ id: String, name: String?, parent: String?, isPrivate: Bool?
    ) throws(Refusal) {
        guard var group = groups[id] else { return }
        let old = group
        if let name, name != group.name {
            if group.name.isEmpty { throw Refusal(status: 400, code: "invalidProjectGroupName", details: ["name"]) }
            group.name = name
        }
        group.isPrivate = isPrivate ?? group.isPrivate
        if let parent, let destination = try move(id, to: parent) { group.parent = destination }
        if group.parent != old.parent || group.name != old.name { try requireFreeGroup(group.name, in: group.parent) }
        if group.parent != old.parent { try moveVariables(in: id, to: group.parent) }
        group.revision += 1
        groups[id] = group
    }

    /// Where a group goes; nil when it is there already.
    private func move(_ id: String, to ref: String) throws(Refusal) -> String? {
        let destination = try parentID(ref)
        guard let group = groups[id], destination != group.parent else { return nil }
        if group.name.isEmpty {
            if destination == id { return nil }
            throw Refusal(status: 400, code: "cannotMoveRootProjectGroup", details: ["parent_ref"])
        }
        let way = way(to: destination)
        if way.contains(id) {
            throw Refusal(status: 400, code: "cannotMoveProjectGroupBelowItself", details: ["parent_ref"])
        }
        let levels = levels(below: id)
        try Self.checkDepth(way.count - 1 + levels.count)
        if let owner = owner(of: destination), owner.id != self.owner(of: id)?.id {
            let moved = Set(levels.flatMap(\.self))
            for project in projects.values where moved.contains(project.parent) {
                try checkAccount(project.account, owner: owner)
            }
        }
        return destination
    }

    private static func checkDepth(_ depth: Int) throws(Refusal) {
        if depth > maxDepth { throw Refusal(status: 400, code: "projectGroupTooDeep", details: ["parent_ref"]) }
    }

    private func requireFreeGroup(_ name: String, in parent: String) throws(Refusal) {
        if groups.values.contains(where: { $0.parent == parent && $0.name == name }) {
            throw Self.taken("projectGroupAlreadyExists", "name")
        }
    }

    private func view(group id: String) -> ModelView {
        guard let group = groups[id], let owner = owner(of: id) else { return ModelView(id, []) }
        let parentPath = path(of: groups[group.parent] == nil ? id : group.parent)
        return ModelView(
            id,
            [
                path(of: id), parentPath, group.parent, owner.id, Self.visibility(group.isPrivate),
                Self.visibility(isHidden(id)), "r\(group.revision)",
            ])
    }
}

extension ModelState {
    mutating func answerProjects(_ operation: ModelOperation, _ newIDs: [String]) throws(Refusal) -> ModelAnswer {
        switch operation {
        case .createProject(let parent, let name, let isPrivate, let binding):
            let parentID = try parentID(parent)
            try check(binding, in: parentID)
            try requireFreeProject(name, in: parentID)
            let id = newIDs.first ?? "new project"
            projects[id] = Project(parent: parentID, name: name, isPrivate: isPrivate, account: binding?.account)
            return .answered(201, [view(project: id)])
        case .updateProject(let ref, let name, let parent, let isPrivate, let binding):
            let id = try projectID(ref)
            guard let old = projects[id] else { return .answered(201, []) }
            var project = old
            project.name = name ?? project.name
            project.isPrivate = isPrivate ?? project.isPrivate
            if let parent { project.parent = try parentID(parent) }
            try check(binding, in: project.parent)
            project.account = binding?.account ?? project.account
            if let owner = owner(of: project.parent), owner.id != self.owner(of: old.parent)?.id {
                try checkAccount(project.account, owner: owner)
            }
            if project.name != old.name || project.parent != old.parent {
                try requireFreeProject(project.name, in: project.parent)
            }
            if project.parent != old.parent { try moveVariables(in: id, to: project.parent) }
            project.revision += 1
            projects[id] = project
            return .answered(201, [view(project: id)])
        case .deleteProject(let ref, let cascade):
            let id = try projectID(ref)
            if !cascade { try Self.requireNone(held(by: id), code: "projectInUse") }
            removeHeld(by: id)
            projects[id] = nil
            return .answered(204, [])
        case .projects(let ref): return .answered(200, projects(of: try groupID(ref)).map { view(project: $0) })
        case .project(let ref): return .answered(200, [view(project: try projectID(ref))])
        default: preconditionFailure("\(operation) is not about projects")
        }
    }

    /// Checks what a project is bound to, as if it were in a group.
    private func check(_ binding: ModelBinding?, in group: String) throws(Refusal) {
        guard let binding else { return }
        let source = try sourceID(binding.source)
        guard let account = accounts[binding.account] else {
            throw Refusal(status: 404, code: "linkedAccountDoesNotExist")
        }
        if account.source != source { throw Self.wrongAccount }
        if let owner = owner(of: group) { try checkAccount(binding.account, owner: owner) }
    }

    /// An account is of the user who owns the project, or of a member of the organization that does.
    private func checkAccount(_ account: String?, owner: Owner) throws(Refusal) {
        guard let account, let user = accounts[account]?.user else { return }
        let mayBe =
            owner.isOrganization
            ? members[MemberKey(organization: owner.id, user: user)] != nil : user == owner.id
        if !mayBe { throw Self.wrongAccount }
    }

    private static var wrongAccount: Refusal {
        Refusal(status: 400, code: "invalidLinkedAccount", details: ["linked_account_id"])
    }

    private func requireFreeProject(_ name: String, in parent: String) throws(Refusal) {
        if projects.values.contains(where: { $0.parent == parent && $0.name == name }) {
            throw Self.taken("projectAlreadyExists", "name")
        }
    }

    private func view(project id: String) -> ModelView {
        guard let project = projects[id], let owner = owner(of: project.parent) else { return ModelView(id, []) }
        let path = path(of: project.parent)
        return ModelView(
            id,
            [
                "\(path)/\(project.name)", path, project.parent, owner.id, Self.visibility(project.isPrivate),
                Self.visibility(project.isPrivate || isHidden(project.parent)), project.account ?? "manual",
                "r\(project.revision)",
            ])
    }
}
