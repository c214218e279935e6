import GatewayClient
import HTTPTransport
import ServiceTesting
import Synchronization
import Testing

@Suite("The gateway's client")
struct ClientRoutesTests {
    /// Notes what is asked, and answers nothing that anybody could read.
    private final class Recorder: HTTPTransport {
        private let asked = Mutex<[(method: String, path: String)]>([])

        var requests: [(method: String, path: String)] { asked.withLock { $0 } }

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            asked.withLock { $0.append((request.method, request.url.replacing("http://gateway", with: ""))) }
            return TransportResponse(status: 500)
        }
    }

    /// Pages for browsers, answers for load balancers, the description for generators, and what forges send to: no client
    /// asks for them.
    private static let others: Set<String> = [
        "/healthz", "/readyz", "/metrics", "/oauth2/callback", "openapi.json", "/webhooks", "/webhooks/{projectid}",
    ]

    @Test("has a call for every route of docs/http-api.md")
    func complete() async throws {
        let recorder = Recorder()
        let client = GatewayClient(baseURL: "http://gateway", transport: recorder)
        for call in Self.calls { try? await call(client) }
        let asked = recorder.requests
        for route in try DocumentedRoute.gateway() where !Self.others.contains(route.path) {
            let pattern = "/api/v1alpha/" + route.path
            #expect(asked.contains { $0.method == route.method && Self.matches($0.path, pattern) }, "\(route)")
        }
    }

    private typealias Call = @Sendable (GatewayClient) async throws -> Void

    private static let calls: [Call] =
        signIn + users + remoteSources + organizations + tree + setUps + deliveries + secrets + runs + operation

    private static let setUps: [Call] = [
        { try await $0.reconfigureProject("x") },
        { _ = try await $0.examineProject("x") },
        { _ = try await $0.rotateProjectSecrets("x") },
        { _ = try await $0.updateProjectLinkedAccount("x") },
        { _ = try await $0.refreshRemoteRepository(of: "x") },
        { _ = try await $0.catchUpProject("x") },
        { _ = try await $0.projects(in: "x") },
        { _ = try await $0.forgeCleanups() },
        { try await $0.dismissForgeCleanup("x") },
    ]

    private static let deliveries: [Call] = [
        { _ = try await $0.deliveries(of: "x") },
        { _ = try await $0.delivery("x", of: "x") },
        { try await $0.redeliver("x", of: "x") },
        { _ = try await $0.refusedDeliveries(of: "x") },
    ]

    private static let signIn: [Call] = [
        { _ = try await $0.register(userName: "x", remoteSource: "x") },
        { _ = try await $0.login(remoteSource: "x") },
        { _ = try await $0.authorize(remoteSource: "x") },
        { _ = try await $0.link(user: "x", remoteSource: "x") },
        { _ = try await $0.finish(code: "x", state: "x", flowSecret: "x") },
        { try await $0.logout() },
    ]

    private static let users: [Call] = [
        { _ = try await $0.currentUser() },
        { _ = try await $0.remoteRepositories(of: "x") },
        { _ = try await $0.users() },
        { _ = try await $0.user("x") },
        { _ = try await $0.createUser("x") },
        { try await $0.deleteUser("x") },
        { _ = try await $0.userTokens(of: "x") },
        { _ = try await $0.createUserToken(for: "x", name: "x") },
        { try await $0.deleteUserToken(of: "x", name: "x") },
        { _ = try await $0.linkedAccounts(of: "x") },
        { try await $0.deleteLinkedAccount(of: "x", id: "x") },
        { try await $0.deleteSessions(of: "x") },
    ]

    private static let remoteSources: [Call] = [
        { _ = try await $0.remoteSources() },
        { for try await _ in $0.allRemoteSourceDetails {} },
        { _ = try await $0.remoteSource("x") },
        { _ = try await $0.remoteSourceDetails("x") },
        { _ = try await $0.createRemoteSource(RemoteSourceRequest()) },
        { _ = try await $0.updateRemoteSource("x", RemoteSourceRequest()) },
        { try await $0.deleteRemoteSource("x") },
        { _ = try await $0.remoteSourceSecretMatches("x", clientSecret: "x") },
    ]

    private static let organizations: [Call] = [
        { _ = try await $0.organizations() },
        { _ = try await $0.ownOrganizations() },
        { _ = try await $0.organization("x") },
        { _ = try await $0.createOrganization("x", visibility: "x") },
        { _ = try await $0.updateOrganization("x") },
        { try await $0.deleteOrganization("x", cascade: true) },
        { _ = try await $0.organizationMembers(of: "x") },
        { _ = try await $0.setOrganizationMember("x", of: "x", role: "x") },
        { try await $0.removeOrganizationMember("x", of: "x") },
        { _ = try await $0.organizationInvitations(to: "x") },
        { _ = try await $0.organizationInvitation(of: "x", to: "x") },
        { _ = try await $0.createOrganizationInvitation(of: "x", to: "x", role: "x") },
        { try await $0.deleteOrganizationInvitation(of: "x", to: "x") },
        { _ = try await $0.connections(of: "x") },
        { _ = try await $0.connection("x", of: "x") },
        { _ = try await $0.createConnection(of: "x", ConnectionRequest()) },
        { _ = try await $0.updateConnection("x", of: "x", ConnectionRequest()) },
        { try await $0.deleteConnection("x", of: "x") },
        { _ = try await $0.connectionSecretMatches("x", of: "x", secret: "x") },
        { _ = try await $0.ownInvitations() },
        { try await $0.acceptInvitation(to: "x") },
    ]

    private static let tree: [Call] = [
        { _ = try await $0.projectGroup("x") },
        { _ = try await $0.subgroups(of: "x") },
        { _ = try await $0.createProjectGroup(ProjectGroupRequest()) },
        { _ = try await $0.updateProjectGroup("x", ProjectGroupRequest()) },
        { try await $0.deleteProjectGroup("x") },
        { _ = try await $0.projects(of: "x") },
        { _ = try await $0.project("x") },
        { _ = try await $0.createProject(ProjectRequest()) },
        { _ = try await $0.updateProject("x", ProjectRequest()) },
        { try await $0.deleteProject("x") },
    ]

    private static let secrets: [Call] = [ProjectOrGroup.project("x"), .projectGroup("x")].flatMap { parent -> [Call] in
        [
            { _ = try await $0.secrets(of: parent) },
            { _ = try await $0.secret("x", of: parent) },
            { _ = try await $0.createSecret(of: parent, SecretRequest()) },
            { _ = try await $0.updateSecret("x", of: parent, SecretRequest()) },
            { try await $0.deleteSecret("x", of: parent, cascade: true) },
            { _ = try await $0.secretMatches("x", of: parent, data: [:]) },
            { _ = try await $0.variables(of: parent) },
            { _ = try await $0.variable("x", of: parent) },
            { _ = try await $0.createVariable(of: parent, VariableRequest()) },
            { _ = try await $0.updateVariable("x", of: parent, VariableRequest()) },
            { try await $0.deleteVariable("x", of: parent) },
        ]
    }

    private static let runs: [Call] = [
        { _ = try await $0.runs(of: "x") },
        { _ = try await $0.run("x", of: "x") },
        { _ = try await $0.runTask("x", of: "x", in: "x") },
        { _ = try await $0.createRun(of: "x", RunRequest()) },
        { _ = try await $0.act(.stop, on: "x", of: "x") },
        { try await $0.approve("x", of: "x", in: "x") },
        { _ = try await $0.runLog(ofTask: "x", of: "x", in: "x", step: 0) },
        { _ = try await $0.runEvents(of: "x") },
        { _ = try await $0.commitStatuses(of: "x") },
        { _ = try await $0.createCommitStatus(of: "x", CommitStatusRequest(sha: "x", state: "x", context: "x")) },
    ]

    private static let operation: [Call] = [
        { _ = try await $0.version() },
        { _ = try await $0.audit() },
        { _ = try await $0.audit(of: "x") },
        { _ = try await $0.audit(of: .organization("x")) },
        { _ = try await $0.audit(of: .projectGroup("x")) },
        { _ = try await $0.audit(of: .project("x")) },
        { _ = try await $0.keyring() },
        { _ = try await $0.rotateKeyring() },
        { _ = try await $0.dropOldKeys() },
        { _ = try await $0.maintenance() },
        { _ = try await $0.enableMaintenance() },
        { _ = try await $0.disableMaintenance() },
        { try await $0.export { _ in } },
        { _ = try await $0.load(TransportUpload { nil }, isVerification: true) },
        { _ = try await $0.generations() },
        { try await $0.deleteGeneration(1) },
        { _ = try await $0.validators() },
        { _ = try await $0.validator("x") },
        { _ = try await $0.createValidator(ValidatorRequest()) },
        { _ = try await $0.updateValidator("x", ValidatorRequest()) },
        { try await $0.deleteValidator("x") },
        { _ = try await $0.drivers() },
    ]

    /// Whether a path is the documented one, with anything in the places of its parameters. A documented query has to be
    /// there, and others may.
    private static func matches(_ path: String, _ pattern: String) -> Bool {
        let (path, pattern) = (split(path), split(pattern))
        guard path.segments.count == pattern.segments.count,
            zip(path.segments, pattern.segments).allSatisfy({ $1.hasPrefix("{") || $0 == $1 })
        else { return false }
        return pattern.query.isSubset(of: path.query)
    }

    private static func split(_ text: String) -> (segments: [Substring], query: Set<Substring>) {
        let parts = text.split(separator: "?", maxSplits: 1)
        return (
            parts.first?.split(separator: "/") ?? [],
            Set(parts.count == 2 ? parts[1].split(separator: "&") : [])
        )
    }
}
