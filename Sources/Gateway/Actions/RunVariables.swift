import ConfigStoreAPI
import ConfigStoreClient
import ServiceKit
import Validation

/// The variables that a run gets, with the values of their secrets.
struct RunVariables: Sendable {
    let configStore: ConfigStoreClient

    /// A secret's place and name: each is asked for once.
    private struct SecretPlace: Hashable {
        let parent: ParentReference
        let name: String
    }

    /// Each variable's first value whose conditions the run fulfils, the nearest variable of each name.
    ///
    /// - Throws: `ConfigStoreClientError`; 503 when a secret went meanwhile, so that the run is made again with what is there.
    func resolve(for source: RunSource, of project: Project) async throws -> [String: String] {
        // What a stranger wrote must not read what the project's owners keep secret.
        if source.isForeign, !project.passVarsToForkedPR { return [:] }
        var secrets: [SecretPlace: [String: String]] = [:]
        var environment: [String: String] = [:]
        var cursor: String?
        repeat {
            let page = try await configStore.variables(
                in: .project(project.id), tree: true, removingOverridden: true, resolving: true, limit: 100,
                cursor: cursor)
            for variable in page.items {
                guard let value = variable.values.first(where: { $0.applies(to: source.ref) }),
                    let parent = value.resolution?.place(in: project)
                else { continue }
                let place = SecretPlace(parent: parent, name: value.secretName)
                let data: [String: String]
                if let known = secrets[place] {
                    data = known
                } else {
                    data = try await configStore.secretCredentials(value.secretName, in: parent).data
                    secrets[place] = data
                }
                environment[variable.name] = data[value.secretVar]
            }
            cursor = page.nextCursor
        } while cursor != nil
        return environment
    }
}

extension VariableValue {
    fileprivate func applies(to run: RunRef) -> Bool {
        guard let when else { return true }
        // What the configstore keeps can be read; anything else fits nothing.
        guard let conditions = RefConditions(when) else { return false }
        return conditions.matches(run)
    }
}

extension SecretResolution {
    /// What holds the secret; nil when there is none.
    fileprivate func place(in project: Project) -> ParentReference? {
        guard status != .missing, let path = secretParentPath else { return nil }
        return path == project.path ? .project(project.id) : .projectGroup(path)
    }
}

extension RefConditions {
    /// Conditions as the configstore keeps them; nil when they can't be read.
    fileprivate init?(_ when: When) {
        do throws(Violation) {
            self.init(
                branch: try Self.part(when.branch), tag: try Self.part(when.tag), ref: try Self.part(when.ref))
        } catch {
            return nil
        }
    }

    private static func part(_ conditions: WhenConditions?) throws(Violation) -> Part? {
        guard let conditions else { return nil }
        return Part(include: try read(conditions.include), exclude: try read(conditions.exclude))
    }

    private static func read(_ conditions: [WhenCondition]) throws(Violation) -> [RefCondition] {
        var read: [RefCondition] = []
        for condition in conditions {
            read.append(try RefCondition(type: condition.type, match: condition.match, at: "when"))
        }
        return read
    }
}
