import Foundation

/// A stored object with secrets in it. Every kind that has some is in `SealedKinds.all`.
protocol SealedObject: StoredObject {
    /// Shows each sealed secret, with the field that it was sealed for; empty where there is none.
    mutating func forEachSecret(_ visit: (_ field: String, _ sealed: inout String) throws -> Void) rethrows

    /// Where the keyed fingerprint of a field's secret is; nil where none is kept.
    static func fingerprint(of field: String) -> WritableKeyPath<Self, String>?

    /// Whether somebody counts on the record's staying as it is, for a short while.
    func isLeased(at time: Date) -> Bool

    /// The user whose record changes with this one.
    var coveringUser: String? { get }
}

extension SealedObject {
    static func fingerprint(of field: String) -> WritableKeyPath<Self, String>? { nil }
    func isLeased(at time: Date) -> Bool { false }
    var coveringUser: String? { nil }

    /// The secrets that are there, sealed.
    var sealedSecrets: [String] {
        var (copy, found) = (self, [String]())
        copy.forEachSecret { _, sealed in if !sealed.isEmpty { found.append(sealed) } }
        return found
    }
}

/// Everything that has secrets.
enum SealedKinds {
    static let all: [any SealedObject.Type] = [
        RemoteSourceRecord.self, LinkedAccountRecord.self, ProjectRecord.self, SecretRecord.self,
        ConnectionRecord.self,
    ]
}

extension RemoteSourceRecord: SealedObject {
    mutating func forEachSecret(_ visit: (String, inout String) throws -> Void) rethrows {
        try visit("clientSecret", &sealedClientSecret)
    }

    static func fingerprint(of field: String) -> WritableKeyPath<Self, String>? { \.clientSecretFingerprint }
}

extension LinkedAccountRecord: SealedObject {
    mutating func forEachSecret(_ visit: (String, inout String) throws -> Void) rethrows {
        try visit("accessToken", &sealedAccessToken)
        try visit("refreshToken", &sealedRefreshToken)
    }

    /// Fresh tokens are stored only where the leased revision still is: without it the forge's new ones were lost.
    func isLeased(at time: Date) -> Bool {
        refreshLeaseEnds.map { $0 > time } ?? false
    }

    var coveringUser: String? { userID }
}

extension ProjectRecord: SealedObject {
    mutating func forEachSecret(_ visit: (String, inout String) throws -> Void) rethrows {
        try visit(ProjectSecrets.keyField, &sealedSSHPrivateKey)
        try visit(ProjectSecrets.passwordField, &sealedClonePassword)
        try visit(ProjectSecrets.webhookField, &sealedWebhookSecret)
        guard var setUp else { return }
        try visit(ProjectSecrets.nextKeyField, &setUp.sealedNextKey)
        try visit(ProjectSecrets.previousWebhookField, &setUp.sealedPreviousWebhookSecret)
        self.setUp = setUp
    }

    static func fingerprint(of field: String) -> WritableKeyPath<Self, String>? {
        switch field {
        case ProjectSecrets.keyField: \.sshPrivateKeyFingerprint
        case ProjectSecrets.passwordField: \.clonePasswordFingerprint
        default: nil
        }
    }
}

extension ConnectionRecord: SealedObject {
    mutating func forEachSecret(_ visit: (String, inout String) throws -> Void) rethrows {
        try visit(Connections.secretField, &sealedSecret)
    }

    static func fingerprint(of field: String) -> WritableKeyPath<Self, String>? { \.secretFingerprint }
}

extension SecretRecord: SealedObject {
    mutating func forEachSecret(_ visit: (String, inout String) throws -> Void) rethrows {
        try visit(SecretData.field, &sealedData)
    }

    static func fingerprint(of field: String) -> WritableKeyPath<Self, String>? { \.dataFingerprint }
}

extension ActionTransaction {
    /// Writes an object with secrets. None is ever sealed anew with a retired key: whoever began before the keyring
    /// changed begins again.
    func put<Object: SealedObject>(_ object: Stored<Object>) throws {
        if let state = try self.object(KeyringStateRecord.self, id: KeyringStateRecord.id) {
            requireUnchanged(state.key, revision: state.revision)
            let old = object.value.sealedSecrets.filter { sealed in
                Keyring.keyID(of: sealed).map(state.value.retiredKeys.contains) ?? false
            }
            if !old.isEmpty {
                let stored = try self.object(Object.self, id: object.id)?.value.sealedSecrets ?? []
                guard Set(old).isSubset(of: stored) else { throw GuardFailure.changed(state.key) }
            }
        }
        put(try object.record())
    }
}
