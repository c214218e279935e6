import ConfigStoreAPI
import Foundation
import Validators

extension ReviewedContents {
    /// Where something that holds things was, and where it will be; nil when it goes.
    struct Way {
        let old: Holder
        let new: Holder?

        /// The kinds of things that go along with what holds them.
        static let kinds: Set = [
            ProjectGroupRecord.kind, ProjectRecord.kind, SecretRecord.kind, VariableRecord.kind,
        ]

        /// Where to look for things of some kinds, and for what holds them.
        static func spaces(leadingTo kinds: Set<RecordKind>) -> [String] {
            var spaces = [ProjectGroupRecord.pathSpace]
            if kinds != [ProjectGroupRecord.kind] { spaces.append(ProjectRecord.pathSpace) }
            if kinds.contains(SecretRecord.kind) { spaces.append(SecretRecord.nameSpace) }
            if kinds.contains(VariableRecord.kind) { spaces.append(VariableRecord.nameSpace) }
            return spaces
        }

        /// Something that is held.
        ///
        /// - Parameter rewritten: Variables that are not as they were, by id.
        func content(_ record: Record, rewritten: [String: Stored<VariableRecord>]) throws -> Content {
            switch record.kind {
            case ProjectGroupRecord.kind:
                let group = try Stored<ProjectGroupRecord>(record)
                let way = Way(
                    old: Holder(old.place.holding(group)), new: new.map { Holder($0.place.holding(group)) })
                return Content(
                    record, way, Shown(ProjectGroup(way.old.place), way.old.path),
                    way.new.map { Shown(ProjectGroup($0.place), $0.path) })
            case ProjectRecord.kind:
                let project = try Stored<ProjectRecord>(record)
                let way = Way(
                    old: Holder(project, in: old.place), new: new.map { Holder(project, in: $0.place) })
                return Content(
                    record, way, Shown(Project(project, in: old.place), way.old.path),
                    way.new.map { Shown(Project(project, in: $0.place), $0.path) })
            case SecretRecord.kind:
                let secret = try Stored<SecretRecord>(record)
                func shown(_ holder: Holder) -> Shown {
                    Shown(Secret(secret, in: holder.parent), "\(holder.path)/\(secret.value.name)")
                }
                return Content(record, nil, shown(old), new.map(shown))
            default:
                let variable = try Stored<VariableRecord>(record)
                func shown(_ variable: Stored<VariableRecord>, _ holder: Holder) -> Shown? {
                    Variable(variable, in: holder.parents).map { Shown($0, "\(holder.path)/\(variable.value.name)") }
                }
                return Content(
                    record, nil, shown(variable, old), new.flatMap { shown(rewritten[variable.id] ?? variable, $0) })
            }
        }
    }

    /// An object as the API answers it, and where it is.
    struct Shown {
        let object: any Encodable
        let path: String

        init(_ object: any Encodable, _ path: String) {
            self.object = object
            self.path = path
        }
    }

    /// An object that goes along.
    struct Content {
        private let record: Record
        /// Where its own contents go; nil when it can't have any.
        let way: Way?
        private let before: Shown?
        /// Nil when it goes.
        private let after: Shown?

        init(_ record: Record, _ way: Way?, _ before: Shown?, _ after: Shown?) {
            self.record = record
            self.way = way
            self.before = before
            self.after = after
        }

        var isGroup: Bool { record.kind == ProjectGroupRecord.kind }

        /// What happens to it, where somebody looks at it.
        func change(_ validators: ValidatorSet) throws -> ProposedChange? {
            guard let before else { return nil }
            var change = ProposedChange(
                operation: after == nil ? .delete : .move, kind: record.kind.rawValue, id: record.id,
                path: after?.path ?? before.path, previousPath: after == nil ? nil : before.path)
            guard validators.all.contains(where: { $0.scope.contains(change) }) else { return nil }
            change.before = Array(try JSONCoding.encoder().encode(before.object))
            change.after = try after.map { Array(try JSONCoding.encoder().encode($0.object)) }
            return change
        }
    }
}
