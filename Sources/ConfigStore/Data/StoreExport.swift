/// Everything that a store has at one revision, in pages. Valid only inside the closure that it is given to.
package protocol StoreExport: Sendable {
    /// The revision that all of it has.
    var revision: Int { get }
    /// The number of the generation that it is from.
    var generation: Int { get }
    /// The store's identity, where it has one: a store that is brought back from this is the same one.
    var store: String? { get }

    /// The next things: first all records in the order of kind and id, then all claims in the order of space and key, then
    /// all references in the order of what they lead to and come from, each compared as bytes.
    ///
    /// - Returns: A page of bounded size; empty at the end.
    func next() async throws -> [StoredItem]
}

extension StoreExport {
    package var store: String? { nil }
}
