import Foundation

/// Makes of an export one for another installation: every secret in it is sealed with that one's keyring.
///
/// It takes both keyrings, so it is done where somebody has both. No service ever gets another's keyring, and an
/// administrator's token alone opens no secret.
package struct ExportTransfer: Sendable {
    private let from: Keyring
    private let to: Keyring
    private var reader = ExportReader()
    private var encoder = ExportEncoder()
    private var hasBegun = false

    /// - Parameters:
    ///   - from: The keyring that the export was sealed with.
    ///   - to: The keyring of the installation that will import it.
    package init(from: Keyring, to: Keyring) {
        self.from = from
        self.to = to
    }

    /// Reads what has come.
    ///
    /// - Returns: What is to be written.
    /// - Throws: `ExportProblem`: the export is damaged, or sealed with another keyring.
    package mutating func take(_ bytes: [UInt8]) throws -> [UInt8] {
        let line = reader.nextLine
        let items = try reader.take(bytes)
        var written: [UInt8] = []
        if !hasBegun, let header = reader.header {
            hasBegun = true
            written = try encoder.begin(header)
        }
        let kept = try items.enumerated().compactMap { try transferred($0.element, line: line + $0.offset) }
        return written + (try encoder.lines(kept))
    }

    /// Says that nothing more comes.
    ///
    /// - Returns: What is to be written as the last.
    package mutating func finish() throws -> [UInt8] {
        try reader.finish()
        return try encoder.end()
    }

    private func transferred(_ item: StoredItem, line: Int) throws -> StoredItem? {
        guard case .record(var record) = item else { return item }
        switch record.kind {
        case KeyringStateRecord.kind: record.body = try keyringBody(of: record, line: line)
        // How far the other installation's secrets were sealed again.
        case KeyringRotationRecord.kind: return nil
        default:
            guard let type = SealedKinds.all.first(where: { $0.kind == record.kind }) else { return item }
            do {
                record = try resealed(record, as: type)
            } catch {
                throw ExportProblem(line: line, "\(record.kind) \(record.id): \(error)")
            }
        }
        return .record(record)
    }

    private func keyringBody(of record: Record, line: Int) throws -> [UInt8] {
        guard record.key == KeyringProof.key else {
            let old = to.keyIDs.filter { $0 != to.sealingKeyID && !to.preparedKeyIDs.contains($0) }
            return try KeyringStateRecord(sealingKey: to.sealingKeyID, retiredKeys: old).encoded()
        }
        guard KeyringProof.opens(record, with: from) else {
            throw ExportProblem(
                line: line, "it was sealed with another keyring: --keyring names the one of the installation it is from"
            )
        }
        return try KeyringProof.sealed(with: to)
    }

    private func resealed<Object: SealedObject>(_ record: Record, as type: Object.Type) throws -> Record {
        var stored = try Stored<Object>(record)
        var fingerprints: [(WritableKeyPath<Object, String>, String)] = []
        try stored.value.forEachSecret { field, sealed in
            if sealed.isEmpty { return }
            let secret = try from.open(sealed, record: record.id, field: field)
            sealed = try to.seal(secret, record: record.id, field: field)
            guard let path = Object.fingerprint(of: field) else { return }
            fingerprints.append((path, to.fingerprint(of: secret, record: record.id, field: field)))
        }
        for (path, fingerprint) in fingerprints { stored.value[keyPath: path] = fingerprint }
        return try stored.record()
    }
}
