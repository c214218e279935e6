import ConfigStoreAPI
import Outbox
import RemoteSources
import ServiceKit

/// Looks for what is not as it is meant to be.
extension ProjectSetUps {
    /// What is not as it is meant to be. Nothing is changed.
    func findings(of project: Project) async -> [SetUpFinding] {
        guard project.repository.configType == .remoteSource else { return [] }
        var findings: [SetUpFinding] = []
        do {
            let forge = try await forge(of: project)
            findings = try await drift(of: project, at: forge)
            if !findings.contains(where: { [.webhookMissing, .rightsMissing].contains($0.code) }) {
                findings += await deliveryFindings(of: project, at: forge)
            }
        } catch {
            findings = [SetUpFinding(error)]
        }
        if project.setUp.state == .settingUp {
            findings.append(
                SetUpFinding(
                    .setUpUnfinished, .warning, "the project is being set up: \(project.setUp.message)",
                    action: "nothing: it is tried again by itself"))
        }
        // Where something is wrong, that is why none comes.
        let isExplained = findings.contains { $0.severity == .error || $0.code == .deliveriesMissed }
        if !project.setUp.webhookID.isEmpty, !isExplained,
            (try? await outbox.hasReceived(for: project.id)) == false
        {
            findings.append(
                SetUpFinding(
                    .noDeliverySeen, .warning, "no delivery of the webhook is kept at this gateway",
                    action: "see whether the forge reaches \(project.setUp.webhookURL)"))
        }
        return findings
    }

    /// What a project's state is to be, by what was found.
    func drift(of project: Project, at forge: ProjectForge) async throws -> [SetUpFinding] {
        let wish = SetUpWish(project, webhookBase: webhookBase, manifest: forge.manifest)
        var findings: [SetUpFinding] = []
        if case .connection(let connection) = forge.access,
            let finding = SetUpFinding(expiryOf: connection, of: project, now: now())
        {
            findings.append(finding)
        }
        if forge.repository.path != project.repository.repositoryPath {
            findings.append(
                SetUpFinding(
                    .repositoryRenamed, .warning, "the repository is \(forge.repository.path) now",
                    action: "nothing: the project follows it with the next check, or with refreshremoterepo"))
        }
        if forge.repository.isArchived {
            findings.append(
                SetUpFinding(
                    .repositoryReadOnly, .warning, "the repository is archived: nothing happens there any more",
                    action: "delete the project, or open the repository again"))
        }
        let isEnough = forge.repository.permissions.admin || !forge.access.hasRightsInAnswers
        guard isEnough || !(forge.has(.deployKeys) || forge.has(.webhooks)) else {
            return findings + [
                SetUpFinding(
                    .rightsMissing, .error, "the account is no administrator of the repository any more",
                    action: "give it the rights at the forge, or give the project another account")
            ]
        }
        if forge.has(.deployKeys) { findings += wish.findings(keys: try await forge.deployKeys()) }
        if forge.has(.webhooks) { findings += wish.findings(hooks: try await forge.webhooks()) }
        return findings
    }

    /// What the forge itself says of the last deliveries to the project's webhook, where it says anything.
    private func deliveryFindings(of project: Project, at forge: ProjectForge) async -> [SetUpFinding] {
        let webhook = project.setUp.webhookID
        guard forge.has(.webhookDeliveries), !webhook.isEmpty else { return [] }
        do {
            let listed = try await forge.webhookDeliveries(of: webhook, page: nil).items.prefix(Self.maxListed)
            let missed = listed.filter { !$0.isTaken && MissedDeliveries.isID($0.deliveryID) }.map(\.deliveryID)
            let known = try? await outbox.known(
                missed, of: project.id, from: project.repository.remoteSourceID, deadline: RequestDeadline.current)
            return [SetUpFinding(undelivered: Array(listed), known: known ?? [], of: project)].compactMap(\.self)
        } catch {
            return [SetUpFinding(unreadableList: SetUpFailure(error))]
        }
    }

    /// How many attempts of the forge's list are looked at.
    private static let maxListed = 100
}
