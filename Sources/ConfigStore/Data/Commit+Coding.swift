import Foundation

/// A commit is one line of JSON: `{"revision":7,"time":1764300000123,"puts":[…],"takes":[…]}`. What is empty is left out.
extension Commit: Codable {
    private enum CodingKeys: String, CodingKey {
        case revision, time
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            revision: try members.decode(Int.self, forKey: .revision),
            time: Date(timeIntervalSince1970: Double(try members.decode(Int.self, forKey: .time)) / 1_000),
            changes: try CommitChanges(from: decoder))
    }

    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(revision, forKey: .revision)
        try members.encode(Int((time.timeIntervalSince1970 * 1_000).rounded()), forKey: .time)
        try changes.encode(to: encoder)
    }
}

extension CommitChanges: Codable {
    private enum CodingKeys: String, CodingKey {
        case puts, deletes, takes, releases
        case addedReferences = "added_references"
        case removedReferences = "removed_references"
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        puts = try members.decodeIfPresent([Record].self, forKey: .puts) ?? []
        deletes = try members.decodeIfPresent([RecordKey].self, forKey: .deletes) ?? []
        takes = try members.decodeIfPresent([Transaction.TakenClaim].self, forKey: .takes) ?? []
        releases = try members.decodeIfPresent([Claim].self, forKey: .releases) ?? []
        addedReferences = try members.decodeIfPresent([Reference].self, forKey: .addedReferences) ?? []
        removedReferences = try members.decodeIfPresent([Reference].self, forKey: .removedReferences) ?? []
    }

    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        if !puts.isEmpty { try members.encode(puts, forKey: .puts) }
        if !deletes.isEmpty { try members.encode(deletes, forKey: .deletes) }
        if !takes.isEmpty { try members.encode(takes, forKey: .takes) }
        if !releases.isEmpty { try members.encode(releases, forKey: .releases) }
        if !addedReferences.isEmpty { try members.encode(addedReferences, forKey: .addedReferences) }
        if !removedReferences.isEmpty { try members.encode(removedReferences, forKey: .removedReferences) }
    }
}
