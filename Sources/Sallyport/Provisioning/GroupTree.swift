import GatewayClient

/// The project groups of a gateway, as they are and as they will be once what is planned is done. It asks for what
/// somebody looks for: a page of groups for each hundred that are beside each other.
struct GroupTree {
    struct Node {
        /// Nil when it is still to be created.
        let id: String?
        var name: String
        var visibility: String
        /// Nil for a root group.
        var parent: Int?
        /// The path of a root group, as it will be.
        var ownerPath = ""
        var isDeclared = false
        fileprivate var isLoaded = false
    }

    private struct Child: Hashable {
        let parent: Int
        let name: String
    }

    let gateway: GatewayClient
    let owners: GroupOwners
    private(set) var nodes: [Node] = []
    /// By the path that an owner will have, and by the one that it has; nil for one who is not there.
    private var roots: [String: Int?] = [:]
    private var storedRoots: [String: Int?] = [:]
    private var now: [Child: Int] = [:]
    private var later: [Child: Int] = [:]

    init(gateway: GatewayClient, owners: GroupOwners) {
        self.gateway = gateway
        self.owners = owners
    }

    /// The group that will have this path; nil without.
    mutating func find(_ path: GroupPath) async throws -> Int? {
        try await find(path.names, below: try await root(path.owner), later: true)
    }

    /// The group that has this path now; nil without.
    mutating func findNow(_ path: GroupPath) async throws -> Int? {
        try await find(path.names, below: try await storedRoot(path.owner), later: false)
    }

    /// The path that a group will have.
    func path(of index: Int) -> String {
        let node = nodes[index]
        return node.parent.map { "\(path(of: $0))/\(node.name)" } ?? node.ownerPath
    }

    /// Whether a group will be another one, or below it.
    func isInside(_ index: Int, _ other: Int) -> Bool {
        index == other || nodes[index].parent.map { isInside($0, other) } ?? false
    }

    /// What is said of a group that is not there and is not to be.
    static func missing(_ path: GroupPath) -> String { "there is no project group \(path.text): declare it too" }

    mutating func declare(_ index: Int, visibility: String) {
        nodes[index].isDeclared = true
        nodes[index].visibility = visibility
    }

    mutating func create(_ name: String, in parent: Int, visibility: String) {
        add(Node(id: nil, name: name, visibility: visibility, parent: parent, isDeclared: true, isLoaded: true))
    }

    mutating func move(_ index: Int, to parent: Int, name: String) {
        if let old = nodes[index].parent { later[Child(parent: old, name: nodes[index].name)] = nil }
        (nodes[index].parent, nodes[index].name) = (parent, name)
        later[Child(parent: parent, name: name)] = index
    }

    /// What nobody has declared below an owner, and that holds nothing declared: children before what holds them.
    ///
    /// - Parameter isStored: Whether the path is the one that the owner has now.
    mutating func undeclared(below owner: String, isStored: Bool = false) async throws -> [Int] {
        let root = isStored ? try await storedRoot(owner) : try await root(owner)
        guard let root else { return [] }
        var waiting = [root]
        while let index = waiting.popLast() {
            try await load(index)
            waiting += nodes.indices.filter { nodes[$0].parent == index }
        }
        var kept: Set<Int> = [root]
        for index in nodes.indices where nodes[index].isDeclared {
            var next: Int? = index
            while let current = next, kept.insert(current).inserted { next = nodes[current].parent }
        }
        return nodes.indices.filter { !kept.contains($0) && isInside($0, root) }
            .sorted { (depth(of: $1), path(of: $0)) < (depth(of: $0), path(of: $1)) }
    }

    private func depth(of index: Int) -> Int { nodes[index].parent.map { depth(of: $0) + 1 } ?? 0 }

    private mutating func find(_ names: [String], below root: Int?, later isLater: Bool) async throws -> Int? {
        guard var index = root else { return nil }
        for name in names {
            try await load(index)
            let child = Child(parent: index, name: name)
            guard let found = isLater ? later[child] : now[child] else { return nil }
            index = found
        }
        return index
    }

    private mutating func root(_ owner: String) async throws -> Int? {
        if let known = roots[owner] { return known }
        let root: Int?
        switch owners.byPath[owner] {
        case .created(let visibility):
            root = add(Node(id: nil, name: "", visibility: visibility, parent: nil, isLoaded: true))
        case .stored(let path): root = try await storedRoot(path)
        case nil: root = try await storedRoot(owner)
        }
        if let root { nodes[root].ownerPath = owner }
        roots[owner] = .some(root)
        return root
    }

    private mutating func storedRoot(_ path: String) async throws -> Int? {
        if let known = storedRoots[path] { return known }
        do throws(GatewayClientError) {
            let group = try await gateway.projectGroup(path)
            storedRoots[path] = add(
                Node(id: group.id, name: "", visibility: group.visibility, parent: nil, ownerPath: path))
        } catch {
            guard error.status == 404 else { throw error }
            storedRoots[path] = .some(nil)
        }
        return storedRoots[path] ?? nil
    }

    private mutating func load(_ index: Int) async throws {
        guard !nodes[index].isLoaded, let id = nodes[index].id else { return }
        for try await group in gateway.allSubgroups(of: id) {
            let child = add(Node(id: group.id, name: group.name, visibility: group.visibility, parent: index))
            now[Child(parent: index, name: group.name)] = child
        }
        nodes[index].isLoaded = true
    }

    @discardableResult
    private mutating func add(_ node: Node) -> Int {
        let index = nodes.count
        nodes.append(node)
        if let parent = node.parent { later[Child(parent: parent, name: node.name)] = index }
        return index
    }
}
