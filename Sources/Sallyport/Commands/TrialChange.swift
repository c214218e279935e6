import ConfigStore
import Validation
import Validators

/// A change that is made up to try a validator with.
struct TrialChange {
    /// A file with an object, or with a change.
    let object: String
    let kind: String?
    let operation: String?
    let path: String?
    let before: String?

    /// - Throws: `CommandFailure` when what was given is no change.
    func change() throws(CommandFailure) -> ProposedChange {
        let (bytes, value) = try Self.read(object)
        let isChange = value["kind"]?.string != nil && (value["after"] != nil || value["before"] != nil)
        if isChange { return try change(value, bytes) }
        guard let kind else { throw CommandFailure("--kind is needed: \(object) is no change that says it itself") }
        let (isGone, old) = (operation == "delete", try before.map(Self.read)?.bytes)
        let name = value["name"]?.string ?? ""
        return try change(
            kind: kind, operation: operation, id: value["id"]?.string ?? "",
            path: path ?? value["path"]?.string ?? name, before: isGone ? bytes : old, after: isGone ? nil : bytes)
    }

    private func change(_ value: JSONValue, _ bytes: [UInt8]) throws(CommandFailure) -> ProposedChange {
        let old = try before.map(Self.read)?.bytes ?? value["before"].flatMap(Self.object)
        let new = value["after"].flatMap(Self.object)
        return try change(
            kind: kind ?? value["kind"]?.string ?? "", operation: operation ?? value["operation"]?.string,
            id: value["id"]?.string ?? "", path: path ?? value["path"]?.string ?? "", before: old, after: new)
    }

    private func change(
        kind: String, operation: String?, id: String, path: String, before: [UInt8]?, after: [UInt8]?
    ) throws(CommandFailure) -> ProposedChange {
        guard let operation = ProposedChange.Operation(rawValue: operation ?? "create") else {
            throw CommandFailure("there are the operations create, update, move and delete")
        }
        guard ObjectKinds.all.contains(where: { $0.name == kind }) else {
            throw CommandFailure("there are the kinds \(ObjectKinds.all.map(\.name).joined(separator: ", "))")
        }
        return ProposedChange(
            operation: operation, kind: kind, id: id, path: path, before: before, after: after)
    }

    private static func object(_ value: JSONValue) -> [UInt8]? {
        guard case .object = value else { return nil }
        return Array(value.text.utf8)
    }

    private static func read(_ file: String) throws(CommandFailure) -> (bytes: [UInt8], value: JSONValue) {
        let bytes = try InputFile.bytes(of: file)
        guard bytes.count <= 1024 * 1024, let value = JSONValue(bytes), case .object = value else {
            throw CommandFailure("\(file): this is no JSON object of at most 1 MiB and 32 levels")
        }
        return (bytes, value)
    }
}
