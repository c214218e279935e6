import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// How far projects are set up at their forges, which a gateway finds out and says. One works on a project at a time: every
/// change names the lease's holder, so whoever was too slow is refused.
///
/// States come and go by themselves: they are no entries in the audit log, and no validator is asked about them.
struct ProjectSetUps: Sendable {
    let environment: ActionEnvironment
    static let list = "projectsetups"
    /// How long one gateway may go without a word before another one may go on.
    static let leaseSeconds = 60.0
    /// How long the secrets before a rotation are taken.
    static let previousSecretsSeconds = 3_600.0

    func acquireLease(_ ref: String, _ request: SetUpLeaseRequest) async throws -> Project {
        try ProjectSetUpRules.check(holder: request.holder)
        let now = environment.now()
        return try await change(ref) { project, _ in
            var setUp = project.value.setUp ?? .never(now: now)
            if let ends = setUp.leaseEnds, ends > now, setUp.leaseHolder != request.holder {
                throw Self.inProgress
            }
            setUp.leaseHolder = request.holder
            setUp.extendLease(now)
            project.value.setUp = setUp
        }
    }

    func update(_ ref: String, _ request: UpdateProjectSetUpRequest) async throws -> Project {
        let (state, rotation) = try ProjectSetUpRules.check(request)
        let now = environment.now()
        return try await change(ref) { project, transaction in
            guard var setUp = project.value.setUp, setUp.leaseHolder == request.holder else { throw Self.inProgress }
            setUp.shown.apply(request, state)
            if let seconds = request.lookAfterSeconds {
                (setUp.leaseHolder, setUp.leaseEnds) = (nil, nil)
                setUp.lookTime = now.addingTimeInterval(Double(seconds))
                setUp.shown.checkTime = now
            } else {
                setUp.extendLease(now)
            }
            project.value.setUp = setUp
            project.value.repositoryPath = request.repositoryPath ?? project.value.repositoryPath
            project.value.defaultBranch = request.defaultBranch ?? project.value.defaultBranch
            try rotate(rotation, request, &project, now)
        }
    }

    /// One page of the projects in a state, by id, and where the next one starts.
    func list(_ state: ProjectSetUp.State, _ page: PageRequest) async throws -> (items: [Project], next: String?) {
        try await environment.database.do { transaction in
            let found = try transaction.claims(StoredSetUp.stateSpace, of: state.rawValue, page)
            return (try Self.reachable(found.claims, in: transaction), found.next)
        }
    }

    /// Those whose time has come, the longest waiting first.
    func due(limit: Int) async throws -> [Project] {
        let now = Expiry.seconds(environment.now())
        return try await environment.database.do { transaction in
            let found = try transaction.claims(ClaimRange(StoredSetUp.lookSpace, limit: limit))
            return try Self.reachable(found.prefix { $0.key < now + "0" }, in: transaction)
        }
    }

    /// What was deleted with something larger is not there any more.
    private static func reachable(
        _ claims: some Sequence<ClaimedRecord>, in transaction: ActionTransaction
    ) throws -> [Project] {
        try claims.compactMap { claimed in
            let project = try Stored<ProjectRecord>(claimed.record)
            return try transaction.tree.placeIfReachable(ofGroup: project.value.parentID)
                .map { Project(project, in: $0) }
        }
    }

    /// Changes a project of a remote source. What people know it by is noted when it changes.
    private func change(
        _ ref: String,
        _ change: @Sendable @escaping (inout Stored<ProjectRecord>, ActionTransaction) throws -> Void
    ) async throws -> Project {
        try await environment.database.do { transaction in
            let (stored, place) = try transaction.tree.project(ref)
            guard stored.value.configType == .remoteSource else {
                throw ServiceError(.invalid, code: "projectHasNoForge", "a manual project has nothing to set up")
            }
            var changed = stored
            try change(&changed, transaction)
            transaction.requireUnchanged(place)
            try transaction.put(changed)
            ProjectReferences.writeSetUp(from: stored, to: changed, in: transaction)
            let (before, after) = (Project(stored, in: place), Project(changed.written, in: place))
            // A rotation is noted when it begins: what follows of it is nobody's decision.
            let isElsewhere =
                before.repository.repositoryPath != after.repository.repositoryPath
                || before.defaultBranch != after.defaultBranch
            if isElsewhere || after.setUp.isRotating && !before.setUp.isRotating {
                try transaction.note(
                    .update, stored, ref: before.path, holders: place.holders, before: before, after: after)
            }
            return after
        }
    }

    private func rotate(
        _ rotation: UpdateProjectSetUpRequest.Rotation?, _ request: UpdateProjectSetUpRequest,
        _ project: inout Stored<ProjectRecord>, _ now: Date
    ) throws {
        let secrets = ProjectSecrets(keyring: environment.keyring)
        switch rotation {
        case .begin: try secrets.beginRotation(of: &project, key: request.sshPrivateKey, request.deployPublicKey)
        case .finish:
            try secrets.finishRotation(of: &project)
            project.value.setUp?.shown.previousSecretsEnd = now.addingTimeInterval(Self.previousSecretsSeconds)
        case .drop:
            project.value.setUp?.sealedPreviousWebhookSecret = ""
            project.value.setUp?.shown.previousDeployPublicKey = ""
            project.value.setUp?.shown.previousSecretsEnd = nil
        case nil: break
        }
    }

    private static var inProgress: ServiceError {
        ServiceError(
            .conflict, code: "setUpInProgress", "this project is being set up: try again", retryAfterSeconds: 2)
    }
}

extension StoredSetUp {
    fileprivate mutating func extendLease(_ now: Date) {
        let ends = now.addingTimeInterval(ProjectSetUps.leaseSeconds)
        (leaseEnds, lookTime) = (ends, ends)
    }
}

extension ProjectSetUp {
    fileprivate mutating func apply(_ request: UpdateProjectSetUpRequest, _ newState: State?) {
        state = newState ?? state
        wasReady = wasReady || newState == .ready
        message = ProjectSetUpRules.shortened(request.message ?? message)
        deployKeyID = request.deployKeyID ?? deployKeyID
        webhookID = request.webhookID ?? webhookID
        webhookURL = request.webhookURL ?? webhookURL
        attempts = max(0, request.attempts ?? attempts)
    }
}
