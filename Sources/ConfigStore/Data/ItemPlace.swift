/// Where a thing belongs in the order of an export, as bytes that compare as it is ordered.
struct ItemPlace: Sendable, Hashable, Comparable {
    private let bytes: [UInt8]

    /// - Parameter parts: What it is sorted by. None has a zero byte, so that one that goes on comes behind one that ends.
    private init(_ parts: String...) {
        bytes = parts.flatMap { Array($0.utf8) + [0] }
    }

    init(_ item: StoredItem) {
        switch item {
        case .record(let record): self.init(record.key)
        case .claim(let taken): self.init(taken.claim)
        case .reference(let reference): self.init(reference)
        }
    }

    init(_ key: RecordKey) {
        self.init("1", key.kind.rawValue, key.id)
    }

    init(_ claim: Claim) {
        self.init("2", claim.space, claim.key)
    }

    init(_ reference: Reference) {
        self.init("3", reference.to.kind.rawValue, reference.to.id, reference.from.kind.rawValue, reference.from.id)
    }

    static func < (left: ItemPlace, right: ItemPlace) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
