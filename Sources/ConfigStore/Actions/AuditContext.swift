import ConfigStoreAPI

/// On whose behalf a request changes something: bound where it comes in, kept with what it changes.
struct AuditContext: Codable, Sendable, Hashable {
    @TaskLocal static var current = AuditContext()

    var actor = AuditActor.client
    var clientAddress = ""
    var requestID = ""
}
