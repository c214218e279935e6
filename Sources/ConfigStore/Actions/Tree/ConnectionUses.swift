import ServiceKit

/// Which projects use a connection: each holds the claim `<connection>/<its id>`, and refers to it.
struct ConnectionUses {
    let transaction: ActionTransaction

    /// Refuses to delete a connection while projects use it.
    func requireNone(of connection: Stored<ConnectionRecord>) throws {
        let count = try transaction.referenceCount(to: connection.key)
        if count == 0 { return }
        let uses = try transaction.claims(
            ClaimRange(ProjectRecord.connectionSpace, prefix: "\(connection.id)/", limit: ProjectUseRefusal.maxNamed))
        throw try ProjectUseRefusal(transaction: transaction).refusal(
            "connectionInUse", count, "the connection", uses)
    }
}
