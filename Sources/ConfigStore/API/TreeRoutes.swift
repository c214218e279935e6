import ConfigStoreAPI
import Hummingbird
import ServiceKit

/// What the routes of secrets and variables have in common: both are below groups and projects.
extension ConfigStoreRouter {
    /// The first segment of the routes below what holds something.
    static let holderSegments: [(segment: String, type: ParentType)] = [
        ("projectgroups", .projectGroup), ("projects", .project),
    ]

    func holder(_ type: ParentType, _ context: Context) throws -> HolderReference {
        HolderReference(type: type, ref: try parameter("ref", of: context))
    }

    func name(_ context: Context) throws -> String { try parameter("name", of: context) }

    /// One page of secrets or variables.
    func treePage<Item: Encodable>(
        _ list: String, of holder: HolderReference, _ request: Request,
        _ find: (TreeListOptions, PageRequest) async throws -> (items: [Item], next: String?)
    ) async throws -> Response {
        let options = TreeListOptions(
            isTree: try request.presence("tree"), removesOverridden: try request.presence("removeoverridden"),
            resolves: try request.presence("resolve"))
        let filter = "\(holder.type.rawValue)/\(holder.ref)?\(options.isTree)&\(options.removesOverridden)"
        let page = try PageRequest(request, list: list, filter: filter, key: cursorKey)
        return try self.page(
            try await find(options, page), list: list, page: page, filter: filter, request: request)
    }
}
