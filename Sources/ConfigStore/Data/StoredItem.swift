/// One thing that a store has, as exports, archives and generations carry it.
package enum StoredItem: Sendable, Hashable {
    case record(Record)
    case claim(Transaction.TakenClaim)
    case reference(Reference)
}

/// How many things of each sort there are.
package struct StoredCounts: Sendable, Hashable, Codable {
    package var records = 0
    package var claims = 0
    package var references = 0

    package init() {}

    package mutating func add(_ item: StoredItem) {
        switch item {
        case .record: records += 1
        case .claim: claims += 1
        case .reference: references += 1
        }
    }
}
