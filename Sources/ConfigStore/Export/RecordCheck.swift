import Foundation

/// Whether this version and this installation can work with a record: its kind is known, its body can be read, and what is
/// sealed in it opens.
struct RecordCheck: Sendable {
    let keyring: Keyring

    /// Everything that is stored. Whoever adds a kind adds it here.
    private static let kinds: [String: any StoredObject.Type] = Dictionary(
        uniqueKeysWithValues: ([
            AuditRecord.self, ConnectionRecord.self, ForgeCleanupRecord.self, KeyringStateRecord.self,
            KeyringRotationRecord.self, LinkedAccountRecord.self, OAuth2StateRecord.self, OrganizationRecord.self,
            OrganizationInvitationRecord.self, OrganizationMemberRecord.self, ProjectRecord.self,
            ProjectGroupRecord.self, RefWatchRecord.self, RemoteSourceRecord.self, RemovalRecord.self,
            RemovalAuditRecord.self, RuleValidatorRecord.self, RuleValidatorSetRecord.self, SecretRecord.self,
            SessionRecord.self, UserRecord.self, UserTokenRecord.self, VariableRecord.self,
        ] as [any StoredObject.Type]).map { ($0.kind.rawValue, $0) })

    /// - Returns: What is wrong; nil when nothing is.
    func problem(of record: Record) -> String? {
        if record.key == KeyringProof.key {
            return KeyringProof.opens(record, with: keyring)
                ? nil : "it was sealed with a keyring that this installation does not have: import its keyring first"
        }
        // A mark that something was done once; it has nothing to read.
        if record.kind == "migration" { return nil }
        guard let type = Self.kinds[record.kind.rawValue] else { return "this version does not know the kind" }
        guard record.revision > 0 else { return "its revision is not 1 or more" }
        return problem(of: record, as: type)
    }

    private func problem<Object: StoredObject>(of record: Record, as type: Object.Type) -> String? {
        guard let stored = try? Stored<Object>(record) else { return "its body can't be read" }
        guard var object = stored.value as? any SealedObject else { return nil }
        do {
            try object.forEachSecret { field, sealed in
                if !sealed.isEmpty { _ = try keyring.open(sealed, record: record.id, field: field) }
            }
            return nil
        } catch {
            return "\(error)"
        }
    }
}
