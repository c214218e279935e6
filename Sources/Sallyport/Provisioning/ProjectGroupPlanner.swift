import GatewayClient
import StrictYAML
import Validation

/// Compares declared project groups with the stored ones: parents come first, and a path is free before it is taken.
struct ProjectGroupPlanner {
    /// As it will be once the plan is done.
    private(set) var tree: GroupTree
    private var section = ProvisioningPlan.Section()
    /// What is not placed yet.
    private var open: [ProjectGroupDeclaration] = []

    private static let noun = "project group"

    init(tree: GroupTree) {
        self.tree = tree
    }

    mutating func plan(
        _ declarations: [ProjectGroupDeclaration], prunes: Bool, _ problems: inout [YAMLProblem]
    ) async throws -> ProvisioningPlan.Section {
        open = declarations.enumerated()
            .sorted { ($0.element.path.parts.count, $0.offset) < ($1.element.path.parts.count, $1.offset) }
            .map(\.element)
        var movesOn = true
        while movesOn {
            movesOn = false
            for declaration in open where try await place(declaration, &problems) {
                open.removeAll { $0.name == declaration.name }
                movesOn = true
            }
        }
        for declaration in open {
            if let index = try await tree.find(declaration.path) {
                match(declaration, index)
            } else {
                problems.append(try await missing(declaration))
            }
        }
        if prunes { try await prune(declarations) }
        return section
    }

    /// Whether it is clear now what becomes of it.
    private mutating func place(
        _ declaration: ProjectGroupDeclaration, _ problems: inout [YAMLProblem]
    ) async throws -> Bool {
        if let index = try await tree.find(declaration.path) {
            for other in open where other.name != declaration.name {
                // That one goes away first.
                if try await source(of: other) == index { return false }
            }
            match(declaration, index)
            return true
        }
        guard !declaration.path.isRoot, let parent = try await tree.find(declaration.path.parent) else {
            return false
        }
        guard let source = try await source(of: declaration) else {
            create(declaration, in: parent)
            return true
        }
        if tree.isInside(parent, source) {
            problems.append(
                declaration.place.problem(
                    "cannotMoveProjectGroupBelowItself", "\(tree.path(of: source)) can't be moved below itself"))
        } else {
            move(declaration, source, to: parent)
        }
        return true
    }

    /// The group that it was, unless another declaration is about that one.
    private mutating func source(of declaration: ProjectGroupDeclaration) async throws -> Int? {
        guard let former = declaration.formerPath else { return nil }
        var found = try await tree.findNow(former)
        if found == nil { found = try await tree.find(former) }
        guard let found, !tree.nodes[found].isDeclared, tree.nodes[found].parent != nil else { return nil }
        return found
    }

    private mutating func create(_ declaration: ProjectGroupDeclaration, in parent: Int) {
        let request = ProjectGroupRequest(
            name: declaration.path.names.last, parentRef: declaration.path.parent.text,
            visibility: declaration.visibility)
        tree.create(request.name ?? "", in: parent, visibility: declaration.visibility)
        section.changes.append(
            .init(
                action: .create, noun: Self.noun, name: declaration.name,
                changes: ProvisioningPlan.FieldChange.settings([("visibility", declaration.visibility)])
            ) { gateway throws(GatewayClientError) in _ = try await gateway.createProjectGroup(request) })
    }

    private mutating func move(_ declaration: ProjectGroupDeclaration, _ index: Int, to parent: Int) {
        let before = tree.path(of: index)
        let isElsewhere = tree.nodes[index].parent != parent
        let name = declaration.path.names.last ?? ""
        let request = ProjectGroupRequest(
            name: name == tree.nodes[index].name ? nil : name,
            parentRef: isElsewhere ? declaration.path.parent.text : nil, visibility: declaration.visibility)
        tree.move(index, to: parent, name: name)
        update(declaration, index, from: before, request)
    }

    private mutating func match(_ declaration: ProjectGroupDeclaration, _ index: Int) {
        update(declaration, index, from: declaration.name, ProjectGroupRequest(visibility: declaration.visibility))
    }

    private mutating func update(
        _ declaration: ProjectGroupDeclaration, _ index: Int, from path: String, _ request: ProjectGroupRequest
    ) {
        let changes = ProvisioningPlan.FieldChange.differences([
            ("path", path, declaration.name),
            ("visibility", tree.nodes[index].visibility, declaration.visibility),
        ])
        tree.declare(index, visibility: declaration.visibility)
        guard !changes.isEmpty else { return }
        let ref = tree.nodes[index].id ?? declaration.name
        section.changes.append(
            .init(action: .update, noun: Self.noun, name: declaration.name, changes: changes) {
                gateway throws(GatewayClientError) in _ = try await gateway.updateProjectGroup(ref, request)
            })
    }

    private mutating func missing(_ declaration: ProjectGroupDeclaration) async throws -> YAMLProblem {
        let path = declaration.path
        if try await tree.find(GroupPath(path.owner)) == nil {
            let noun = path.parts[0] == "org" ? "organization" : "user"
            return declaration.place.problem("ownerDoesNotExist", "there is no \(noun) \(path.parts[1])")
        }
        return declaration.place.problem(
            "parentProjectGroupDoesNotExist", GroupTree.missing(path.parent))
    }

    /// Deletes what is not declared, among the groups of every owner that is named, and of those who go themselves.
    private mutating func prune(_ declarations: [ProjectGroupDeclaration]) async throws {
        for owner in Set(declarations.map(\.path.owner)).sorted() {
            delete(try await tree.undeclared(below: owner))
        }
        for owner in tree.owners.deleted { delete(try await tree.undeclared(below: owner, isStored: true)) }
    }

    private mutating func delete(_ indices: [Int]) {
        for index in indices {
            guard let id = tree.nodes[index].id else { continue }
            section.deletions.append(
                .init(action: .delete, noun: Self.noun, name: tree.path(of: index)) {
                    gateway throws(GatewayClientError) in try await gateway.deleteProjectGroup(id)
                })
        }
    }
}
