import Foundation
import GatewayClient

/// The main job, step by step; each says what it did, and throws when it did not hold.
struct DemoSteps {
    typealias Step = (name: String, run: () async throws -> String)

    let installation: DemoInstallation
    private let admin: GatewayClient
    private let anybody: GatewayClient

    init(_ installation: DemoInstallation) {
        self.installation = installation
        admin = installation.client(token: installation.adminToken)
        anybody = installation.client(token: nil)
    }

    var all: [Step] {
        [
            ("apply \(DemoInstallation.declarationsFile)", apply),
            ("apply it again", applyAgain),
            ("register alice with a password", registerAlice),
            ("register bob through OAuth2 and PKCE", registerBob),
            ("refuse alice's account to another user", refuseSecond),
            ("refuse the code a second time", refuseReplay),
            ("list alice's remote repositories", listRepositories),
            ("create a project of one of them", createProject),
            ("push to it, and see the event at a sink", push),
            ("report a status back to the commit", reportStatus),
            ("examine the project", examine),
        ]
    }

    private func declarations() throws -> Declarations {
        var declarations = try Declarations(at: DemoInstallation.declarationsFile)
        // The forge is elsewhere when its usual port is somebody else's.
        declarations.replaceAPIURLs(with: installation.forgeURL)
        return declarations
    }

    private func apply() async throws -> String {
        let provisioning = Provisioning(gateway: admin, environment: installation.environment)
        let plan = try await provisioning.plan(for: try declarations(), prunes: false)
        try await provisioning.apply(plan) { _ in }
        try hold(plan.steps.count == 2, "two remote sources were to be created, not \(plan.steps.count)")
        return "created \(plan.steps.map(\.name).joined(separator: " and "))"
    }

    private func applyAgain() async throws -> String {
        let provisioning = Provisioning(gateway: admin, environment: installation.environment)
        let plan = try await provisioning.plan(for: try declarations(), prunes: false)
        try hold(plan.steps.isEmpty, "there was something to change")
        return "nothing to change"
    }

    private func registerAlice() async throws -> String {
        let outcome = try await anybody.register(
            userName: "alice", remoteSource: "forge-password", login: login(of: "alice"))
        guard case .registered(let user) = outcome else { throw CommandFailure("the gateway did something else") }
        return "user \(user.name) has id \(user.id)"
    }

    private func registerBob() async throws -> String {
        let start = try await anybody.register(userName: "bob", remoteSource: "forge")
        guard case .redirect(let flow) = start else { throw CommandFailure("the gateway sent nobody to the forge") }
        try hold(flow.url.contains("code_challenge_method=S256"), "the flow has no proof key")
        let login = login(of: "bob")
        let answer = try await DemoBrowser(transport: installation.transport)
            .consent(at: flow.url, login: login.name, password: login.password)
        let outcome = try await anybody.finish(code: answer.code, state: answer.state, flowSecret: flow.secret)
        guard case .registered(let user) = outcome else { throw CommandFailure("the gateway did something else") }
        return "user \(user.name) has id \(user.id)"
    }

    private func refuseSecond() async throws -> String {
        try await refusal("linkedAccountAlreadyExists") {
            _ = try await anybody.register(
                userName: "mallory", remoteSource: "forge-password", login: login(of: "alice"))
        }
    }

    private func refuseReplay() async throws -> String {
        guard case .redirect(let flow) = try await anybody.login(remoteSource: "forge") else {
            throw CommandFailure("the gateway sent nobody to the forge")
        }
        let bob = login(of: "bob")
        let answer = try await DemoBrowser(transport: installation.transport)
            .consent(at: flow.url, login: bob.name, password: bob.password)
        _ = try await anybody.finish(code: answer.code, state: answer.state, flowSecret: flow.secret)
        return try await refusal("stateAlreadyUsed") {
            _ = try await anybody.finish(code: answer.code, state: answer.state, flowSecret: flow.secret)
        }
    }

    private func listRepositories() async throws -> String {
        let alice = try await alice()
        var (pages, count, cursor) = (0, 0, String?.none)
        repeat {
            let page = try await alice.remoteRepositories(of: "forge-password", cursor: cursor)
            (pages, count) = (pages + (page.items.isEmpty ? 0 : 1), count + page.items.count)
            cursor = page.nextCursor
        } while cursor != nil && pages < 10
        try hold(count == DemoInstallation.repositoryCount, "\(count) repositories came")
        try hold(pages > 2, "they came on \(pages) pages")
        return "\(count) repositories on \(pages) pages"
    }

    /// Signs alice in.
    func alice() async throws -> GatewayClient {
        let outcome = try await anybody.login(remoteSource: "forge-password", login: login(of: "alice"))
        guard case .loggedIn(_, let session) = outcome else { throw CommandFailure("alice is not logged in") }
        return anybody.with(token: session)
    }

    private func refusal(_ code: String, _ work: () async throws -> Void) async throws -> String {
        do {
            try await work()
        } catch let error as GatewayClientError where error.code == code {
            return "\(error.status) \(error.code)"
        }
        throw CommandFailure("it was let through")
    }

    private func login(of name: String) -> ForgeLogin {
        let password = DemoInstallation.people.first { $0.0 == name }?.1
        return ForgeLogin(name: name, password: password ?? "")
    }

    func hold(_ holds: Bool, _ otherwise: String) throws {
        if !holds { throw CommandFailure(otherwise) }
    }
}
