import ConfigStoreAPI
import Foundation
import RemoteSources

// Bodies of what is set up at forges, with the names that the API's clients know.

struct ProjectSetUpBody: Encodable {
    let state: String
    let message: String
    let deploy_key_id: String
    let webhook_id: String
    let webhook_url: String
    let deploy_public_key: String
    let is_rotating: Bool
    let previous_secrets_end: String?
    let check_time: String?

    init(_ setUp: ProjectSetUp) {
        state = setUp.state.rawValue
        message = setUp.message
        deploy_key_id = setUp.deployKeyID
        webhook_id = setUp.webhookID
        webhook_url = setUp.webhookURL
        deploy_public_key = setUp.deployPublicKey
        is_rotating = setUp.isRotating
        previous_secrets_end = setUp.previousSecretsEnd.map(Self.text)
        check_time = setUp.checkTime.map(Self.text)
    }

    static func text(_ time: Date) -> String {
        time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

struct DoctorBody: Encodable {
    struct Finding: Encodable {
        let code: String
        let severity: String
        let message: String
        let action: String
    }

    let project_id: String
    let project_path: String
    let state: String
    let findings: [Finding]

    init(_ project: Project, _ findings: [SetUpFinding]) {
        project_id = project.id
        project_path = project.path
        state = project.setUp.state.rawValue
        self.findings = findings.map {
            Finding(
                code: $0.code.rawValue, severity: $0.severity.rawValue, message: $0.message, action: $0.action)
        }
    }
}

struct CatchUpBody: Encodable {
    struct Recovered: Encodable {
        let kind: String
        let ref: String
        let before: String
        let after: String
        let id: String
    }

    let recovered: [Recovered]
    let message: String
    let has_more: Bool

    init(_ outcome: CatchUp.Outcome) {
        recovered = outcome.recovered.map {
            Recovered(kind: $0.kind.rawValue, ref: $0.ref, before: $0.before, after: $0.after, id: $0.id)
        }
        message = outcome.message
        has_more = outcome.hasMore
    }
}

struct ForgeCleanupBody: Encodable {
    let id: String
    let project_id: String
    let project_path: String
    let remote_source_id: String
    let linked_account_id: String
    let connection_id: String
    let repository_id: String
    let repository_path: String
    let deploy_key_id: String
    let webhook_id: String
    let webhook_url: String
    let is_abandoned: Bool
    let attempts: Int
    let message: String
    let look_time: String
    let creation_time: String

    init(_ cleanup: ForgeCleanup) {
        id = cleanup.id
        project_id = cleanup.projectID
        project_path = cleanup.projectPath
        remote_source_id = cleanup.remoteSourceID
        linked_account_id = cleanup.linkedAccountID
        connection_id = cleanup.connectionID
        repository_id = cleanup.repositoryID
        repository_path = cleanup.repositoryPath
        deploy_key_id = cleanup.deployKeyID
        webhook_id = cleanup.webhookID
        webhook_url = cleanup.webhookURL
        is_abandoned = cleanup.isAbandoned
        attempts = cleanup.attempts
        message = cleanup.message
        look_time = ProjectSetUpBody.text(cleanup.lookTime)
        creation_time = ProjectSetUpBody.text(cleanup.creationTime)
    }
}
