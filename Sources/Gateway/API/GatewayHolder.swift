import ConfigStoreAPI
import ConfigStoreClient
import ServiceKit

/// The operations on the secrets of groups, or of projects.
struct SecretOperations: Sendable {
    let list, create, get, update, delete, check: GatewayOperation

    static let all = [
        SecretOperations(
            list: .listProjectGroupSecrets, create: .createProjectGroupSecret, get: .getProjectGroupSecret,
            update: .updateProjectGroupSecret, delete: .deleteProjectGroupSecret, check: .checkProjectGroupSecret),
        SecretOperations(
            list: .listProjectSecrets, create: .createProjectSecret, get: .getProjectSecret,
            update: .updateProjectSecret, delete: .deleteProjectSecret, check: .checkProjectSecret),
    ]
}

/// The operations on the variables of groups, or of projects.
struct VariableOperations: Sendable {
    let list, create, get, update, delete: GatewayOperation

    static let all = [
        VariableOperations(
            list: .listProjectGroupVariables, create: .createProjectGroupVariable, get: .getProjectGroupVariable,
            update: .updateProjectGroupVariable, delete: .deleteProjectGroupVariable),
        VariableOperations(
            list: .listProjectVariables, create: .createProjectVariable, get: .getProjectVariable,
            update: .updateProjectVariable, delete: .deleteProjectVariable),
    ]
}

extension GatewayContext {
    /// The group or project that the path names, whose secrets or variables the request is about.
    func holder() throws -> ParentReference {
        switch resource?.resource {
        case .projectGroup(let group): .projectGroup(group.id)
        case .project(let project): .project(project.id)
        default: throw ServiceError(.notFound, code: "projectGroupDoesNotExist", "there is no such project group")
        }
    }
}
