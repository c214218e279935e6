import ServiceKit

extension ActionTransaction {
    /// How many claims are looked at for one page, when most are not wanted.
    private static let maxWalk = 1_000
    private static let step = 200

    /// One page of the claims `<id>/<key>` of a space, and the key after which the next page starts.
    ///
    /// - Parameter isWanted: Whether a claim's record belongs to the list. Where few do, a page may end early, and go on
    ///   all the same.
    func claims(
        _ space: String, of id: String, _ page: PageRequest, where isWanted: (Record) throws -> Bool = { _ in true }
    ) throws -> (claims: [ClaimedRecord], next: String?) {
        let prefix = "\(id)/"
        var found: [ClaimedRecord] = []
        var (position, walked) = (page.after.map { prefix + $0 }, 0)
        while walked < Self.maxWalk {
            // Where all are wanted, one query is enough.
            let limit = walked == 0 ? page.limit + 1 : Self.step
            let part = try claims(
                ClaimRange(space, prefix: prefix, after: position, limit: limit, ascending: page.ascending))
            for claim in part {
                if try isWanted(claim.record) {
                    if found.count == page.limit { return (found, position.map { String($0.dropFirst(prefix.count)) }) }
                    found.append(claim)
                }
                position = claim.key
            }
            if part.count < limit { return (found, nil) }
            walked += part.count
        }
        return (found, position.map { String($0.dropFirst(prefix.count)) })
    }
}
