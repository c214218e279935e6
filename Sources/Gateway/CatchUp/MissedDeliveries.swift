import ConfigStoreAPI
import Foundation
import Outbox
import RemoteSources
import ServiceKit

/// Takes up what the forge's own list of deliveries has and no gateway has answered for.
///
/// The forge says itself what it has sent, to the account of the project, so nothing has to be signed. What it says was
/// taken is left alone: whoever took it has it.
struct MissedDeliveries: Sendable {
    /// What came of a look, also of one that was cut off.
    struct Outcome: Sendable {
        var recovered: [CatchUp.Recovered] = []
        /// What the deliveries say of refs, whether or not somebody knew it.
        var told: [RefChange] = []
        var seen: SeenDeliveries?
        var hasMore = false
        var message = ""
    }

    /// How many entries of the list are looked at, and how many deliveries are taken up at a time.
    static let maxEntries = 1_000
    static let maxTaken = 50
    /// What of the list is held at once, with what was sent; the rest is asked for again.
    private static let maxBytes = 16 * 1024 * 1024
    /// Entries come into the list some minutes late: until then a look goes over them once more.
    private static let lagSeconds = 600.0
    /// How far the clocks may be apart.
    private static let clockSeconds = 3_600.0
    private static let maxIDBytes = 255

    let project: Project
    let forge: ProjectForge
    let reader: WebhookReader
    let outbox: Outbox
    let sinks: [any EventSink]
    let now: Date
    /// What is known of the refs; nil for nothing. What it says already is no news.
    var refs: [String: String]?
    private(set) var outcome = Outcome()

    private var webhook: String { project.setUp.webhookID }

    init(
        _ project: Project, at forge: ProjectForge, secrets: [String], _ watch: RefWatch, outbox: Outbox,
        sinks: [any EventSink], now: Date
    ) {
        (self.project, self.forge, self.outbox, self.sinks, self.now) = (project, forge, outbox, sinks, now)
        reader = WebhookReader(driver: forge.forge.driver, type: forge.forge.source.type, secrets: secrets)
        refs = watch.refs
        outcome.seen = watch.deliveries
    }

    /// Whether there is a list to look at.
    var hasList: Bool { forge.has(.webhookDeliveries) && !webhook.isEmpty }

    /// Looks at the list. The first look only remembers where it begins.
    mutating func look() async throws {
        guard let last = outcome.seen else {
            let newest = try await forge.webhookDeliveries(of: webhook, page: nil).items.first?.id ?? ""
            outcome.seen = SeenDeliveries(mark: newest, markTime: now, newest: newest, newestTime: now)
            return
        }
        let entries = try await entries(since: last)
        let missed = try await missed(entries, last)
        let listed = Set(entries.map(\.deliveryID))
        var handled = Set(last.handled).intersection(listed)
        for entry in missed.prefix(Self.maxTaken) {
            try await take(entry)
            handled.insert(entry.deliveryID)
            outcome.seen?.handled = handled.sorted()
        }
        outcome.hasMore = missed.count > Self.maxTaken
        guard !outcome.hasMore, now.timeIntervalSince(last.newestTime) >= Self.lagSeconds else { return }
        outcome.seen = SeenDeliveries(
            mark: last.newest, markTime: last.newestTime, newest: entries.first?.id ?? last.newest, newestTime: now,
            handled: handled.sorted())
    }

    /// The entries after the mark, the newest first.
    private mutating func entries(since last: SeenDeliveries) async throws -> [ListedDelivery] {
        let oldest = last.markTime.timeIntervalSince1970 - Self.clockSeconds
        var (entries, bytes): ([ListedDelivery], Int) = ([], 0)
        var page: PageToken?
        while true {
            let found = try await forge.webhookDeliveries(of: webhook, page: page)
            for var entry in found.items {
                if entry.id == last.mark || entry.time.map({ $0 < oldest }) ?? false { return entries }
                bytes += entry.isTaken ? 0 : entry.request?.body.count ?? 0
                if entry.isTaken || bytes > Self.maxBytes { entry.request = nil }
                entries.append(entry)
                if entries.count == Self.maxEntries {
                    outcome.message = "the forge lists more than \(Self.maxEntries) new deliveries: older ones are left"
                    return entries
                }
            }
            guard let next = found.next, next != page else { return entries }
            page = next
        }
    }

    /// The deliveries that nobody has taken in any attempt, and that are not known here; the oldest first.
    private func missed(_ entries: [ListedDelivery], _ last: SeenDeliveries) async throws -> [ListedDelivery] {
        var settled = Set(entries.filter(\.isTaken).map(\.deliveryID)).union(last.handled)
        let open = entries.filter { Self.isID($0.deliveryID) && settled.insert($0.deliveryID).inserted }
        do throws(OutboxError) {
            let known = try await outbox.known(
                open.map(\.deliveryID), of: project.id, from: project.repository.remoteSourceID,
                deadline: RequestDeadline.current)
            return open.filter { !known.contains($0.deliveryID) }.reversed()
        } catch {
            throw ServiceError(error)
        }
    }

    /// Whether a forge's id of a delivery can be one.
    static func isID(_ text: String) -> Bool {
        (1...maxIDBytes).contains(text.utf8.count) && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }

    private mutating func take(_ entry: ListedDelivery) async throws {
        guard let sent = try await sent(entry), let event = try await event(of: sent, entry) else { return }
        if let change = RefChange(event) {
            outcome.told.append(change)
            // A look at the refs was faster, or whoever took it did not say so in time.
            if let refs, refs[change.ref] ?? "" == change.after { return }
            refs?[change.ref] = change.after.isEmpty ? nil : change.after
        }
        let schemes = forge.manifest.webhookSchemes
        let delivery = NewDelivery(
            projectID: project.id, projectPath: project.path, remoteSourceID: project.repository.remoteSourceID,
            forgeID: event.deliveryID,
            headers: KeptHeaders.kept(sent.headers, signatures: Set(schemes.flatMap(\.headers))), body: sent.body,
            verdict: .accepted, kind: event.kind.rawValue, event: event.json,
            recovered: true, sinks: sinks.filter { $0.accepts(event.kind) }.map(\.name))
        do throws(OutboxError) {
            let stored = try await outbox.store(delivery, deadline: RequestDeadline.current)
            if case .stored(let id) = stored { outcome.recovered.append(CatchUp.Recovered(event, id: id)) }
        } catch {
            throw ServiceError(error)
        }
    }

    /// What was sent; nil when the forge has forgotten it meanwhile.
    private func sent(_ entry: ListedDelivery) async throws -> WebhookDelivery? {
        if let request = entry.request { return request }
        do {
            return try await forge.webhookDelivery(entry.id, of: webhook)
        } catch let error as ServiceError where error.code == "notFoundAtForge" {
            return nil
        }
    }

    /// What happened; nil for what nobody wants, what can't be read, and what tries the webhook.
    private func event(of sent: WebhookDelivery, _ entry: ListedDelivery) async throws -> RemoteEvent? {
        do throws(WebhookRefusal) {
            let event = try await reader.event(listed: sent)
            let isOurs = event.repository.id == project.repository.repositoryID && event.deliveryID == entry.deliveryID
            return isOurs && event.kind != .ping ? event : nil
        } catch {
            guard case .unavailable = error else { return nil }
            throw ServiceError(
                .unavailable, code: "driverMissing", "no driver here can read it now; try again later",
                retryAfterSeconds: 30)
        }
    }
}
