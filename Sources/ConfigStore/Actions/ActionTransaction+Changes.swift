import ConfigStoreAPI
import Foundation

extension ActionTransaction {
    /// Says what this transaction changes, with the object as the API answers it before and after.
    func note<Object: StoredObject>(
        _ operation: Change.Operation, _ object: Stored<Object>, ref: String, holders: [String] = [],
        before: (any Encodable)? = nil, after: (any Encodable)? = nil
    ) throws {
        note(
            Change(
                operation, Object.kind, id: object.id, ref: ref, holders: holders,
                before: try before.map(Change.encoded), after: try after.map(Change.encoded)))
    }
}
