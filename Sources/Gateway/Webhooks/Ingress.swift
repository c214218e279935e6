import Crypto
import Foundation
import Outbox
import RemoteSources
import ServiceKit

/// Takes forges' deliveries in: verified with the project's secrets and nothing else, kept, then answered.
struct Ingress: Sendable {
    let projects: WebhookProjects
    let registry: LiveDriverRegistry
    let outbox: Outbox
    let sinks: [any EventSink]
    let refused: RefusedDeliveries
    let refSightings: RefSightings
    let now: @Sendable () -> Date
    /// What stands for the secret of a project that there is not.
    private static let nobody = SymmetricKey(size: .bits256)

    /// A delivery as it came.
    struct Arrival: Sendable {
        /// What the URL calls the project.
        var projectID: String
        /// Names in lower case.
        var headers: [String: String]
        var body: [UInt8]
    }

    /// What is answered, once the delivery is durable.
    enum Receipt: Sendable, Hashable {
        /// It will come to the sinks.
        case accepted(id: String)
        /// It came before, or nobody wants what it says.
        case known(id: String)
    }

    /// - Throws: `ServiceError`: 403 for everything that is not a genuine delivery of the project's repository, whatever the
    ///   reason; 400 for a genuine one that can't be read; 503 when it can't be kept.
    func receive(_ arrival: Arrival) async throws -> Receipt {
        var found = try await projects.find(arrival.projectID)
        var (reading, schemes) = await read(arrival, for: found.project)
        if case .failure(.notGenuine) = reading, found.time.duration(to: .now) > WebhookProjects.doubtAge {
            found = try await projects.find(arrival.projectID, maxAge: WebhookProjects.doubtAge)
            (reading, schemes) = await read(arrival, for: found.project)
        }
        guard let project = found.project else {
            refused.addUnknownProject()
            throw Self.refusal
        }
        switch reading {
        case .success(let event):
            guard event.repository.id == project.repositoryID else {
                throw refuse(project.id, .otherRepository)
            }
            return try await keep(arrival, event, project, schemes)
        case .failure(.notGenuine):
            throw refuse(project.id, .notGenuine)
        case .failure(.ignored(let reason)):
            return .known(id: try await keep(arrival, .ignored, reason, project, schemes).id)
        case .failure(.unreadable(let reason)):
            let stored = try await keep(arrival, .unreadable, reason, project, schemes)
            throw ServiceError(
                .invalid, code: "unreadableDelivery", "the delivery is kept as \(stored.id), and can't be read")
        case .failure(.unavailable), .failure(.notSupported):
            throw ServiceError(
                .unavailable, code: "driverMissing", "no driver here can read it now; send it again later",
                retryAfterSeconds: 30)
        }
    }

    /// Writes down that something was refused before it was read whole.
    func refuseTooLarge(projectID: String) async throws {
        guard let project = try await projects.find(projectID).project else { return }
        refused.add(.tooLarge, project: project.id, time: now())
    }

    /// What a delivery says, and how deliveries of its forge are signed.
    private func read(
        _ arrival: Arrival, for project: WebhookProject?
    ) async -> (Result<RemoteEvent, WebhookRefusal>, [DriverManifest.WebhookScheme]) {
        guard let project else {
            // Takes as long as looking at the signature of one that there is.
            _ = HMAC<SHA256>.authenticationCode(for: arrival.body, using: Self.nobody)
            return (.failure(.notGenuine), [])
        }
        guard let driver = registry.current.driver(.remoteSource, type: project.driverType) else {
            return (.failure(.notSupported("no driver of type \(project.driverType) is installed here")), [])
        }
        let reader = WebhookReader(driver: driver, type: project.driverType, secrets: project.secrets)
        do throws(WebhookRefusal) {
            let event = try await reader.event(headers: arrival.headers, body: arrival.body, now: now())
            return (.success(event), reader.schemes)
        } catch {
            return (.failure(error), reader.schemes)
        }
    }

    private func keep(
        _ arrival: Arrival, _ event: RemoteEvent, _ project: WebhookProject, _ schemes: [DriverManifest.WebhookScheme]
    ) async throws -> Receipt {
        var delivery = delivery(arrival, project, schemes, verdict: .accepted, forgeID: event.deliveryID)
        delivery.kind = event.kind.rawValue
        delivery.event = event.json
        delivery.head = EventHead(kind: event.kind.rawValue, ref: event.ref)
        delivery.digest = digest(of: arrival, event, schemes)
        delivery.sinks = sinks.filter { $0.accepts(event.kind) }.map(\.name)
        switch try await store(delivery) {
        case .stored(let id):
            refSightings.add(event, of: project.id)
            return .accepted(id: id)
        case .known(let id, _): return .known(id: id)
        }
    }

    private func keep(
        _ arrival: Arrival, _ verdict: DeliveryVerdict, _ reason: String, _ project: WebhookProject,
        _ schemes: [DriverManifest.WebhookScheme]
    ) async throws -> StoredDelivery {
        // Its id is not known, so the same bytes are the same delivery.
        let id =
            "sha256:" + SHA256.hash(data: arrival.body).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var delivery = delivery(arrival, project, schemes, verdict: verdict, forgeID: id)
        delivery.reason = reason
        return try await store(delivery)
    }

    private func delivery(
        _ arrival: Arrival, _ project: WebhookProject, _ schemes: [DriverManifest.WebhookScheme],
        verdict: DeliveryVerdict, forgeID: String
    ) -> NewDelivery {
        NewDelivery(
            projectID: project.id, projectPath: project.path, remoteSourceID: project.remoteSourceID,
            forgeID: forgeID,
            headers: KeptHeaders.kept(arrival.headers, signatures: Set(schemes.flatMap(\.headers))),
            body: arrival.body, verdict: verdict)
    }

    /// Where nothing but the body is signed, somebody who has seen a delivery can send it again under another id: then the
    /// same body is the same delivery. What forges try deliveries with may be the same each time, and changes nothing.
    private func digest(
        of arrival: Arrival, _ event: RemoteEvent, _ schemes: [DriverManifest.WebhookScheme]
    ) -> [UInt8]? {
        let signsBodyOnly = schemes.allSatisfy { scheme in
            if case .hmacSHA256Hex = scheme { true } else { false }
        }
        guard signsBodyOnly, event.kind != .ping, event.before == nil || event.before != event.after else { return nil }
        return Array(SHA256.hash(data: arrival.body))
    }

    private func store(_ delivery: NewDelivery) async throws -> StoredDelivery {
        do throws(OutboxError) {
            return try await outbox.store(delivery, deadline: RequestDeadline.current)
        } catch {
            throw ServiceError(error)
        }
    }

    private func refuse(_ project: String, _ reason: DeliveryRefusal) -> ServiceError {
        refused.add(reason, project: project, time: now())
        return Self.refusal
    }

    /// The same for a project that there is not, another repository and a wrong signature: who guesses learns nothing.
    private static var refusal: ServiceError {
        ServiceError(
            .forbidden, code: "deliveryRefused",
            "this is no delivery of a project's repository: look at the project's refused deliveries")
    }
}
