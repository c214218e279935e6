import ConfigStoreAPI
import ConfigStoreClient
import Hummingbird
import RemoteSources
import ServiceKit

extension GatewayRouter {
    func addRemoteRepositories(to api: GatewayRoutes) {
        api.on(.listRemoteRepositories) { request, context in try await remoteRepositories(request, context) }
    }

    /// One page of what the user's account at a forge can see, in the forge's order.
    private func remoteRepositories(_ request: Request, _ context: Context) async throws -> Response {
        let user = try context.requireUser()
        let forge = try await forges.forge(parameter("source", of: context))
        guard let account = user.linkedAccounts.first(where: { $0.remoteSourceID == forge.source.id }) else {
            throw ServiceError(
                .notFound, code: "linkedAccountDoesNotExist", "you have no linked account of this remote source")
        }
        let list = "remoterepos"
        let page = try PageRequest(request, list: list, filter: account.id, key: keys.cursors)
        guard page.ascending else {
            throw ServiceError(.invalid, code: "invalidSortDirection", "the forge has one order, its own")
        }
        let position = ForgePosition(page.after)
        let found = try await tokens.ask(forge, as: account) { session throws(OperationError) in
            try await session.repositories(page: position.page)
        }
        let rest = found.items.dropFirst(position.skipped)
        let shown = rest.prefix(page.limit)
        var next = found.next.map { ForgePosition(page: $0, skipped: 0) }
        if shown.count < rest.count {
            next = ForgePosition(page: position.page, skipped: position.skipped + shown.count)
        }
        let cursor = next.map {
            Cursor(list: list, after: $0.text, filter: account.id).sealed(with: keys.cursors)
        }
        return try answer(
            shown.map { RemoteRepositoryBody(id: $0.id, path: $0.path) },
            headers: .page(of: request, cursor: cursor, baseURL: configuration.webURL))
    }
}

/// Where a list goes on that the forge pages in its own sizes: on which of its pages, and behind how many items there.
private struct ForgePosition {
    /// Nil for the first one.
    let page: PageToken?
    let skipped: Int

    init(page: PageToken?, skipped: Int) {
        self.page = page
        self.skipped = skipped
    }

    /// Reads `text`; the start for nothing.
    init(_ text: String?) {
        let parts = (text ?? "").split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        skipped = parts.first.flatMap { Int($0) } ?? 0
        page = parts.count == 2 && !parts[1].isEmpty ? PageToken(String(parts[1])) : nil
    }

    var text: String { "\(skipped) \(page?.rawValue ?? "")" }
}
