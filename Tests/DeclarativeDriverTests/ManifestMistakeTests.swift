import DeclarativeDriver
import Foundation
import StrictYAML
import Testing

@Suite("A manifest with a mistake")
struct ManifestMistakeTests {
    /// What is changed in an example driver; `«` marks the place that has to be reported.
    struct Mistake: Sendable, CustomTestStringConvertible {
        var forge = ExampleDriver.gogs
        let changes: [(String, String)]
        let message: String
        var testDescription: String { "\(changes.last?.1 ?? ""): \(message)" }

        init(
            _ old: String, _ new: String, _ message: String, in forge: ExampleDriver = .gogs,
            and: (String, String)? = nil
        ) {
            changes = [(old, new)] + (and.map { [$0] } ?? [])
            self.message = message
            self.forge = forge
        }
    }

    static let heads: [Mistake] = [
        Mistake("version: 1\n", "version: «2\n", "version: this has to be 1, not 2"),
        Mistake("id: gogs\n", "id: «-gogs\n", "id: "),
        Mistake("release: 1.0.0", "release: «1.0", "release: this has to be a text (put it in quotes)"),
        Mistake(#"contract: "1.0""#, #"contract: «"2.0""#, "contract: this host serves contract \"1.0\""),
        Mistake("api: /api/v1", "api: «api/v1", "api: a path starts with a slash"),
        Mistake("api: /api/v1", "api: «/api//v1", "api: a path has no empty parts"),
        Mistake("api: /api/v1", "api: «/api/{v}", "api: there is no placeholder {v}; there are none here"),
        Mistake("credential: token\n", "credential: «tokn\n", "credential: there is no tokn; did you mean token?"),
        Mistake(
            "credential: token\n", "credential: token\n«credentials: token\n",
            "credentials: there is no such key; did you mean credential?"),
        Mistake(
            "user:\n  request: GET /user\n  answer: {id: id, loginName: login, email: email, avatarURL: avatar_url}",
            "", "user: signing in needs user", and: ("version: 1\nid", "«version: 1\nid")),
        Mistake("status: 422,", "status: «200,", "errors.rules[0].status: this is from 400 to 499, not 200"),
        Mistake("is: conflict", "is: «conflit", "errors.rules[0].is: there is no conflit; did you mean conflict?"),
        Mistake(
            "limits: {pageSize: 100}", "limits: {pageSize: «0}", "limits.pageSize: this is from 1 to 1000",
            in: .bitbucketServer),
        Mistake(
            "scheme: offset", "scheme: «ofset", "pages.scheme: there is no ofset; did you mean offset?",
            in: .bitbucketServer),
        Mistake(
            "next: nextPageStart, ", "", "pages.next: a text is needed", in: .bitbucketServer,
            and: ("pages: {", "pages: «{")),
    ]

    static let requests: [Mistake] = [
        Mistake("request: GET /user\n", "request: «FETCH /user\n", "user.request: a request is METHOD /path"),
        Mistake(
            "request: GET /user\n", "request: «GET /user?x=1\n", "user.request: a path is not escaped and has no query"),
        Mistake("request: GET /user\n", "request: «GET /../user\n", "user.request: a path has no empty parts"),
        Mistake(
            "POST /users/{login}/tokens", "«POST /users/{logn}/tokens",
            "signIn.password.createToken.request: there is no placeholder {logn}; did you mean {login}?"),
        Mistake(
            #"{name: "{tokenName}-{random}"}"#, #"{name: «"{tokenNam}-{random}"}"#,
            "signIn.password.createToken.body.name: there is no placeholder {tokenNam}"),
        Mistake(
            "request: POST /repos/{owner}/{repository}/hooks", "request: «POST /repos/{owner}/{repository}/{events}",
            "webhooks.create.request: {events} is not a text, it can't be in a path"),
        Mistake(
            #"secret: "{webhookSecret}""#, #"secret: «"x{webhookSecret}""#,
            "webhooks.create.body.config.secret: {webhookSecret} has to stand alone"),
        Mistake(
            #"secret: "{webhookSecret}""#, #"secret: none"#,
            "webhooks.create.request: this request never says which one: {webhookSecret} is missing",
            and: ("request: POST /repos/{owner}/{repository}/hooks", "request: «POST /repos/{owner}/{repository}/hooks")
        ),
        Mistake(
            "request: DELETE /repos/{owner}/{repository}/keys/{id}",
            "request: «DELETE /repos/{owner}/{repository}/keys/1",
            "deployKeys.delete.request: this request never says which one: {id} is missing"),
        Mistake(
            "request: GET /repos/{owner}/{repository}\n", "request: «GET /repos/{owner}\n",
            "repositories.byPath.request: this request never says which one: {path}, or {owner} and {repository} is missing"
        ),
        Mistake(
            "request: GET /repos/{owner}/{repository}\n", "request: «GET /repos/{owner/{repository}\n",
            "repositories.byPath.request: a { needs a name or a path, and a }"),
        Mistake(
            "request: GET /repos/{owner}/{repository}\n", "request: «GET /repos/owner}/{repository}\n",
            "repositories.byPath.request: this } closes nothing"),
        Mistake(
            #"{title: "{title}", key: "{key}"}"#, #"{title: «1.5, key: "{key}"}"#,
            "deployKeys.create.body.title: this has to be a whole number or a text"),
        Mistake(
            "query: {permission: REPO_ADMIN}", "query: {permission: REPO_ADMIN}\n    body: «{a: 1}",
            "repositories.list.body: a GET has no body", in: .bitbucketServer),
        Mistake(
            "take: {branch: displayId}", "take: «{owner: displayId}",
            "repositories.byPath.first[0].take: there is a placeholder {owner} already", in: .bitbucketServer,
            and: ("defaultBranch: {taken: branch}", "defaultBranch: displayId")),
        Mistake(
            "take: {branch: displayId}", "take: {branch1: «displayId}",
            "repositories.byPath.first[0].take.branch1: a placeholder's name has letters only", in: .bitbucketServer,
            and: ("defaultBranch: {taken: branch}", "defaultBranch: displayId")),
        Mistake(
            "optional: true\n        take", "optionl: true\n        take",
            "repositories.byPath.first[0].optionl: there is no such key; did you mean optional?", in: .bitbucketServer,
            and: ("optionl", "«optionl")),
        Mistake(
            #"where: name, equals: "{name}"}"#, #"where: name, equals: «"{nme}"}"#,
            "user.find.equals: there is no placeholder {nme}; did you mean {name}?", in: .bitbucketServer),
    ]

    static let answers: [Mistake] = [
        Mistake("{id: id, loginName", "{id: «id..x, loginName", "user.answer.id: a member's name has"),
        Mistake("{id: id, loginName", #"{id: «"id[", loginName"#, "user.answer.id: this bracket has no end"),
        Mistake(
            "{id: id, loginName", #"{id: «"id[x]", loginName"#,
            "user.answer.id: a bracket holds a number, * or member=value"),
        Mistake("{id: id, loginName", #"{id: «"a b", loginName"#, "user.answer.id: a path has no ' '"),
        Mistake(
            "{id: id, loginName", #"{id: «"ids[*]", loginName"#, "user.answer.id: this can't match: one value is needed"
        ),
        Mistake("{id: id, loginName", #"{id: «"ids[*].x", loginName"#, "user.answer.id: nothing follows [*] in a path"),
        Mistake(
            "{id: id, loginName", #"{id: «"ids[2000]", loginName"#, "user.answer.id: an item's number is at most 1000"),
        Mistake(
            "{id: id, loginName: login", #"{id: id, loginName: «"{login}-{a b}""#,
            "user.answer.loginName: a path has no ' '"),
        Mistake("{id: id, loginName: login", "«{id: id, login: login", "user.answer.loginName: loginName is needed"),
        Mistake(
            "{id: id, loginName: login", "{id: id, loginName: login, «loginname: x",
            "user.answer.loginname: there is no such key; did you mean loginName?"),
        Mistake(
            #"/user/repos, items: "[*]""#, #"/user/repos, items: «repos"#,
            "repositories.list.items: a list is needed: this path ends with [*]"),
        Mistake(
            "{commitSHA: text}", "{commitSHA: «sha}",
            "refs.ref.answer.commitSHA: this can't match: the answer is a text, whose only path is text"),
        Mistake("isPrivate: private", "isPrivate: «[private]", "repositories.answer.isPrivate: this has to be a text"),
        Mistake(
            "{taken: branch}", "{taken: «brnch}",
            "repositories.answer.defaultBranch.taken: no request before takes brnch", in: .bitbucketServer),
        Mistake(
            #"{path: public, isNot: "true"}"#, #"{path: public, isNot: "true", «is: "x"}"#,
            "repositories.answer.isPrivate.is: there is no such key", in: .bitbucketServer),
        Mistake(
            "    pending: INPROGRESS\n    running", "    «running", "commitStatus.states.pending: a text is needed",
            in: .bitbucketServer),
        Mistake(
            #"commit: "{web}/commit/{sha}""#, #"commit: «"{web}/commit""#,
            "links.commit: a link starts with {web} and has {sha}"),
        Mistake(
            #"commit: "{web}/commit/{sha}""#, #"commit: «"/commit/{sha}""#,
            "links.commit: a link starts with {web} and has {sha}"),
        Mistake(
            #"commit: "{web}/commit/{sha}""#, #"commit: «"{web}/commit/{name}""#,
            "links.commit: there is no placeholder {name}"),
    ]

    static let events: [Mistake] = [
        Mistake(
            "scheme: hmacSHA256Hex", "scheme: «hmacSHA1Hex", "deliveries.signatures[0].scheme: there is no hmacSHA1Hex"),
        Mistake("header: X-Gogs-Signature", "header: «X Gogs", "deliveries.signatures[0].header: a header's name has"),
        Mistake(
            "  signatures:\n    - {scheme: hmacSHA256Hex, header: X-Gogs-Signature}", "  signatures: «[]",
            "deliveries.signatures: at least one is needed: nothing unsigned is read"),
        Mistake("kind: push\n", "kind: «pushed\n", "deliveries.rules[0].kind: there is no pushed; there are push, tag"),
        Mistake(
            "      after: after\n", "", "deliveries.rules[0].after: after is needed",
            and: ("- name: push", "- «name: push")),
        Mistake(
            "opened: opened", "opened: «opend",
            "deliveries.rules[5].action.words.opened: there is no opend; did you mean opened?"),
        Mistake(
            #"ref: "refs/tags/{ref}"}"#, #"ref: "refs/tags/{ref}", «after: x}"#,
            "deliveries.rules[3].after: there is no such key"),
        Mistake(
            "when: {path: ref_type, is: tag}, kind: tag,", "when: «{path: ref_type}, kind: tag,",
            "deliveries.rules[1].when.is: a text is needed"),
        Mistake(
            "  repository: {id: repository.id, path: repository.full_name}\n", "",
            "deliveries.rules[0].repository: a repository is needed", and: ("- name: push", "- «name: push")),
        Mistake("- {name: create, ignored", "- «{ignored", "deliveries.rules[2].name: the event's name is needed"),
        Mistake(#"items: "commits[*]""#, "items: «commits", "deliveries.rules[0].commits.items: a list is needed"),
        Mistake(
            "        branch: pull_request.head_branch\n", "        brnch: pull_request.head_branch\n",
            "deliveries.rules[5].source.branch: branch is needed", and: ("        id: {path", "        «id: {path")),
        Mistake(
            #"unless: "0"}"#, "unless: «0}",
            "deliveries.rules[5].source.id.unless: this has to be a text (put it in quotes)"),
        Mistake(
            #"unless: "0"}"#, #"unless: "0", «removeSuffix: x}"#,
            "deliveries.rules[5].source.id.removeSuffix: there is no such key"),
        Mistake(
            "  event: X-Gogs-Event\n", "", "deliveries.event: the name of a header is needed",
            and: ("deliveries:\n  signatures", "deliveries:\n  «signatures")),
    ]

    /// Line and column, both from 1, of the mark.
    private static func position(_ text: String) throws -> String {
        let before = try #require(text.firstRange(of: "«")).lowerBound
        let lines = text[..<before].split(separator: "\n", omittingEmptySubsequences: false)
        return "\(lines.count):\((lines.last?.count ?? 0) + 1)"
    }

    @Test("is refused, with line and column", arguments: heads + requests + answers + events)
    func mistakes(mistake: Mistake) throws {
        var text = try mistake.forge.text()
        for (old, new) in mistake.changes {
            #expect(text.contains(old))
            text = text.replacing(old, with: new, maxReplacements: 1)
        }
        let position = try Self.position(text)
        text = text.replacing("«", with: "")
        let problems = #expect(throws: YAMLProblems.self) {
            _ = try DeclarativeDriver(manifest: Array(text.utf8), file: "forge.yaml")
        }
        let said = problems?.all.map(\.description) ?? []
        #expect(said.contains { $0.hasPrefix("forge.yaml:\(position): \(mistake.message)") }, "\(position) \(said)")
    }

    @Test("is refused when it is too much")
    func limits() throws {
        func problems(_ text: String) -> String {
            do throws(YAMLProblems) {
                _ = try DeclarativeDriver(manifest: Array(text.utf8), file: "forge.yaml")
                return ""
            } catch {
                return error.description
            }
        }
        let text = try ExampleDriver.gogs.text()
        #expect(problems(text) == "")
        #expect(
            problems(text + String(repeating: "#", count: 70_000)).contains(
                "forge.yaml:1:1: a manifest has at most 65536 bytes"))
        #expect(
            problems(text.replacing("GET /user\n", with: "GET /\(String(repeating: "a", count: 2000))\n")).contains(
                "a path has at most 1024 bytes"))
        #expect(
            problems(text.replacing("avatar_url}", with: "\(String(repeating: "a", count: 300))}")).contains(
                "a path has 1 to 200 bytes"))
        #expect(
            problems(text.replacing("avatar_url}", with: "a\(String(repeating: ".a", count: 20))}")).contains(
                "a path has at most 16 steps"))
        let rules = String(repeating: "    - {name: x, ignored: y}\n", count: 101)
        #expect(
            problems(text.replacing("  rules:\n    - name: push", with: "  rules:\n\(rules)    - name: push")).contains(
                "deliveries.rules: there are at most 100"))
        let first = String(repeating: "    - {request: GET /x}\n", count: 4)
        #expect(
            problems(text.replacing("user:\n", with: "user:\n  first:\n\(first)")).contains(
                "user.first: there are at most 3 requests before the last"))
        let braces = String(repeating: "{tokenName}", count: 40)
        #expect(
            problems(text.replacing("{tokenName}-{random}", with: braces)).contains("this has at most 16 placeholders"))
    }

    @Test("has all of them reported at once")
    func all() throws {
        let text = try ExampleDriver.gogs.text().replacing("is: conflict", with: "is: x").replacing(
            "{login}", with: "{y}"
        )
        .replacing("kind: push\n", with: "kind: z\n")
        let problems = #expect(throws: YAMLProblems.self) {
            _ = try DeclarativeDriver(manifest: Array(text.utf8), file: "forge.yaml")
        }
        #expect(problems?.all.count == 3)
    }
}
