import ConfigStoreAPI
import ConfigStoreClient
import ServiceKit
import Validation

/// The projects that deliveries come for. What is known of one is remembered for a moment, so that a burst of deliveries
/// does not ask for each.
struct WebhookProjects: Sendable {
    /// What was found, and when it was asked for.
    struct Found: Sendable {
        /// Nil when there is no such project, or it has no webhook.
        let project: WebhookProject?
        let time: ContinuousClock.Instant
    }

    let configStore: ConfigStoreClient
    private let known = Remembered<String, Found>(limit: 5_000)
    /// How long something is remembered.
    private static let lifetime: Duration = .seconds(10)
    /// How old what is known may be in maintenance, when nobody can be asked.
    private static let maintenanceLifetime: Duration = .seconds(3_600)
    /// How old what is known may be when it makes a delivery look wrong: a secret may have been replaced.
    static let doubtAge: Duration = .seconds(1)

    init(configStore: ConfigStoreClient) {
        self.configStore = configStore
    }

    /// - Parameters:
    ///   - id: What the request calls the project.
    ///   - maxAge: How old the answer may be.
    func find(_ id: String, maxAge: Duration = lifetime) async throws -> Found {
        let id = id.lowercased()
        guard UUIDGrammar.isCanonical(id) else { return Found(project: nil, time: .now) }
        if let found = known.find(id), found.time.duration(to: .now) < maxAge { return found }
        let time = ContinuousClock.now
        let found: Found
        do {
            found = Found(project: try await ask(id), time: time)
        } catch let error as ConfigStoreClientError where error.code == "maintenance" && maxAge >= Self.lifetime {
            // Nothing changes meanwhile, so what was known lately is taken in; what looks wrong is asked for again, and has
            // to wait for the end of it.
            guard let found = known.find(id), found.project != nil,
                found.time.duration(to: .now) < Self.maintenanceLifetime
            else { throw error }
            return found
        }
        known.keep(found, for: id)
        return found
    }

    private func ask(_ id: String) async throws -> WebhookProject? {
        do throws(ConfigStoreClientError) {
            let project = try await configStore.project(id)
            guard project.repository.configType == .remoteSource else { return nil }
            let credentials = try await configStore.projectCredentials(id)
            let source = try await configStore.remoteSource(project.repository.remoteSourceID)
            return WebhookProject(project, source: source, credentials: credentials)
        } catch {
            if error.status == 404 { return nil }
            throw error
        }
    }
}
