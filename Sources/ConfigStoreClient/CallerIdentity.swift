public import ConfigStoreAPI

/// On whose behalf the configstore is asked: bound once, where a request comes in, and sent along with every call.
public struct CallerIdentity: Sendable, Hashable {
    @TaskLocal public static var current: CallerIdentity?

    /// Who asks.
    public var actor: AuditActor
    /// Where they are.
    public var clientAddress: String
    /// The id under which both services log the request.
    public var requestID: String

    /// - Parameters:
    ///   - actor: Who asks.
    ///   - clientAddress: Where they are.
    ///   - requestID: The request's id.
    public init(actor: AuditActor, clientAddress: String, requestID: String) {
        self.actor = actor
        self.clientAddress = clientAddress
        self.requestID = requestID
    }

    /// Goes on as somebody else of the same request: the person that a forge has vouched for.
    ///
    /// - Parameters:
    ///   - actor: Who it is.
    ///   - work: What they do.
    /// - Returns: What `work` returns.
    public static func acting<Result>(as actor: AuditActor, _ work: () async throws -> Result) async rethrows -> Result
    {
        guard var caller = current else { return try await work() }
        caller.actor = actor
        return try await $current.withValue(caller) { try await work() }
    }
}
