import ConfigStoreAPI
import RemoteSources
import Synchronization

/// What deliveries have said of refs and nobody has written down yet. Losing it is no harm: what came in is known to the
/// outbox as well.
final class RefSightings: Sendable {
    private static let limit = 10_000
    private let projects = Mutex<[String: [String: RefChange]]>([:])

    /// Takes note of an event of a project.
    func add(_ event: RemoteEvent, of project: String) {
        guard let change = RefChange(event) else { return }
        add([change], of: project)
    }

    /// The projects that there is something of.
    var waiting: [String] { projects.withLock { Array($0.keys) } }

    /// Hands out what there is of a project.
    func take(_ project: String) -> [RefChange] {
        projects.withLock { $0.removeValue(forKey: project).map { Array($0.values) } ?? [] }
    }

    private func add(_ changes: [RefChange], of project: String) {
        projects.withLock { projects in
            guard projects[project] != nil || projects.count < Self.limit else { return }
            for change in changes {
                guard let last = projects[project]?[change.ref] else {
                    guard projects[project]?.count ?? 0 < Self.limit else { continue }
                    projects[project, default: [:]][change.ref] = change
                    continue
                }
                // Several at once are one, from where the first one began.
                projects[project]?[change.ref] = RefChange(ref: change.ref, before: last.before, after: change.after)
            }
        }
    }
}

extension RefChange {
    /// What an event says of a ref; nil when it says nothing.
    init?(_ event: RemoteEvent) {
        guard let ref = event.ref else { return nil }
        switch event.kind {
        case .push: self.init(ref: ref, before: event.before ?? "", after: event.after ?? Self.unknown)
        // Forges may say a tag object's id, where lists have the commit behind it.
        case .tag: self.init(ref: ref, before: Self.unknown, after: event.after ?? Self.unknown)
        case .branchDeleted, .tagDeleted: self.init(ref: ref, before: Self.unknown, after: "")
        default: return nil
        }
    }
}
