import ConfigStoreAPI
import Hummingbird
import ServiceKit
import Validation

extension ConfigStoreRouter {
    func addProjectSetUps(to api: RouterGroup<Context>) {
        let setUps = ProjectSetUps(environment: environment)
        api.put("projects/:ref/setuplease") { request, context in
            let ref = try parameter("ref", of: context)
            return try answer(try await setUps.acquireLease(ref, body(SetUpLeaseRequest.self, request, context)))
        }
        api.put("projects/:ref/setup") { request, context in
            let ref = try parameter("ref", of: context)
            return try answer(try await setUps.update(ref, body(UpdateProjectSetUpRequest.self, request, context)))
        }
        api.get("projectsetups") { request, _ in
            guard let state = request.uri.queryParameters["state"].flatMap({ ProjectSetUp.State(rawValue: String($0)) })
            else {
                throw ServiceError(
                    code: "invalidState",
                    violations: Violations([
                        Violation("state", .notSupported, "settingUp, ready or failed is needed")
                    ]))
            }
            let page = try PageRequest(
                request, list: ProjectSetUps.list, filter: state.rawValue, key: cursorKey)
            return try self.page(
                try await setUps.list(state, page), list: ProjectSetUps.list, page: page, filter: state.rawValue,
                request: request)
        }
        api.get("projectsetups/due") { request, _ in
            let page = try PageRequest(request, list: ProjectSetUps.list, filter: "due", key: cursorKey)
            return try answer(try await setUps.due(limit: page.limit))
        }
    }
}
