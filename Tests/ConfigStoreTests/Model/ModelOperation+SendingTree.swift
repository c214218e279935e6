import ConfigStoreAPI
import ConfigStoreClient

/// Groups and projects.
extension ModelOperation {
    func answerGroups(_ client: ConfigStoreClient) async throws(ConfigStoreClientError) -> Answer {
        switch self {
        case .createGroup(let parent, let name, let isPrivate):
            let request = CreateProjectGroupRequest(
                name: name, parentRef: parent, visibility: ModelState.visibility(isPrivate))
            return (201, [ModelView(try await client.createProjectGroup(request))])
        case .updateGroup(let ref, let name, let parent, let isPrivate):
            let request = UpdateProjectGroupRequest(
                name: name, parentRef: parent, visibility: isPrivate.map(ModelState.visibility))
            return (201, [ModelView(try await client.updateProjectGroup(ref, request))])
        case .deleteGroup(let ref, let cascade):
            try await client.deleteProjectGroup(ref, cascade: cascade)
            return (204, [])
        case .subgroups(let ref):
            return (200, try await client.subgroups(of: ref, limit: 100).items.map(ModelView.init))
        case .group(let ref): return (200, [ModelView(try await client.projectGroup(ref))])
        default: preconditionFailure("\(self) is not about groups")
        }
    }

    func answerProjects(_ client: ConfigStoreClient) async throws(ConfigStoreClientError) -> Answer {
        switch self {
        case .createProject(let parent, let name, let isPrivate, let binding):
            var request = CreateProjectRequest.manual("\(parent)/\(name)")
            if let binding { request = CreateProjectRequest(binding) }
            (request.name, request.parentRef) = (name, parent)
            request.visibility = ModelState.visibility(isPrivate)
            return (201, [ModelView(try await client.createProject(request))])
        case .updateProject(let ref, let name, let parent, let isPrivate, let binding):
            var request = binding.map { CreateProjectRequest($0) } ?? UpdateProjectRequest()
            (request.name, request.parentRef) = (name, parent)
            request.visibility = isPrivate.map(ModelState.visibility)
            return (201, [ModelView(try await client.updateProject(ref, request))])
        case .deleteProject(let ref, let cascade):
            try await client.deleteProject(ref, cascade: cascade)
            return (204, [])
        case .projects(let ref):
            return (200, try await client.projects(of: ref, limit: 100).items.map(ModelView.init))
        case .project(let ref): return (200, [ModelView(try await client.project(ref))])
        default: preconditionFailure("\(self) is not about projects")
        }
    }
}

extension CreateProjectRequest {
    fileprivate init(_ binding: ModelBinding) {
        self.init(
            remoteRepositoryConfigType: "remotesource", remoteSourceID: binding.source,
            linkedAccountID: binding.account, repositoryID: "42", repositoryPath: "some/thing")
    }
}
