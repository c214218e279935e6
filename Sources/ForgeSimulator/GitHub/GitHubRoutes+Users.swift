import Hummingbird

extension GitHubRoutes {
    func addUsers(to api: RouterGroup<Context>) {
        api.get("user") { request, _ in
            try answerPerson(request) { data, user in Answer(json: data.gitHubProfileJSON(user)) }
        }
        api.get("user/emails") { request, _ in
            try answerPerson(request) { _, user in
                Answer(
                    json: [
                        ["email": .string(user.email), "verified": true, "primary": true, "visibility": .null]
                    ])
            }
        }
        api.get("user/repos") { request, _ in
            try answerPerson(request) { data, user in
                let seen = data.repositories.values.sorted { $0.id < $1.id }.filter { repository in
                    repository.ownerID == user.id || repository.collaborators[user.id] != nil
                        || data.groups(above: repository).contains { $0.memberIDs?.contains(user.id) == true }
                }
                return page(
                    request, seen.map { [data] repository in { data.gitHubJSON(repository, for: user.id) } }, data)
            }
        }
        api.get("user/orgs") { request, _ in
            try answerPerson(request) { data, user in
                let mine = data.users.values.sorted { $0.id < $1.id }.filter { $0.memberIDs?.contains(user.id) == true }
                return page(request, mine.map { [data] group in { data.gitHubOrganizationJSON(group) } }, data)
            }
        }
    }
}
