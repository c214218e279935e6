import Hummingbird

private struct NewOrganization: Decodable {
    var username: String
}

extension GiteaRoutes {
    func addOrganizations(to api: RouterGroup<Context>) {
        api.post("orgs") { request, context in
            let new = try await body(NewOrganization.self, request, context)
            return try answerCaller(request, 201) { data, caller in
                guard ForgeName.isOne(new.username) else { throw ForgeRefusal.unprocessable("name is reserved") }
                return try data.addOrganization(new.username, owner: caller.user).giteaOrganizationJSON(data.links)
            }
        }
        api.get("user/orgs") { request, _ in
            try answerPage(request) { data, caller in
                guard let caller else { throw ForgeRefusal.unauthorized }
                let mine = data.users.values.filter { $0.memberIDs?.contains(caller.user.id) == true }
                return mine.sorted { $0.name < $1.name }.map { [links = data.links] organization in
                    { organization.giteaOrganizationJSON(links) }
                }
            }
        }
        api.get("orgs/:org/members/:user") { request, context in
            let (name, member) = (try context.parameter("org"), try context.parameter("user"))
            return try answer(request, 204) { data, _ in
                guard let members = data.user(named: name)?.memberIDs, let user = data.user(named: member),
                    members.contains(user.id)
                else { throw ForgeRefusal.notFound }
                return .null
            }
        }
    }
}
