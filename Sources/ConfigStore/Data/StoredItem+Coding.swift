/// A line is an object with one member, which says what it is. Whoever adds a sort of thing adds it here.
extension StoredItem: Codable {
    private enum CodingKeys: String, CodingKey {
        case record, claim, reference
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        guard members.allKeys.count == 1, let sort = members.allKeys.first else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not one record, claim or reference"))
        }
        switch sort {
        case .record: self = .record(try members.decode(Record.self, forKey: .record))
        case .claim: self = .claim(try members.decode(Transaction.TakenClaim.self, forKey: .claim))
        case .reference: self = .reference(try members.decode(Reference.self, forKey: .reference))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .record(let record): try members.encode(record, forKey: .record)
        case .claim(let claim): try members.encode(claim, forKey: .claim)
        case .reference(let reference): try members.encode(reference, forKey: .reference)
        }
    }
}

/// A body is a text, so that it comes back byte for byte.
extension Record: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, id, revision, body
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            kind: RecordKind(try members.decode(String.self, forKey: .kind)),
            id: try members.decode(String.self, forKey: .id), revision: try members.decode(Int.self, forKey: .revision),
            body: Array(try members.decode(String.self, forKey: .body).utf8))
    }

    package func encode(to encoder: any Encoder) throws {
        guard let text = String(validating: body, as: UTF8.self) else {
            throw EncodingError.invalidValue(
                body, .init(codingPath: encoder.codingPath, debugDescription: "the body of \(kind) \(id) is no text"))
        }
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(kind.rawValue, forKey: .kind)
        try members.encode(id, forKey: .id)
        try members.encode(revision, forKey: .revision)
        try members.encode(text, forKey: .body)
    }
}

extension RecordKey: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, id
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            RecordKind(try members.decode(String.self, forKey: .kind)), try members.decode(String.self, forKey: .id))
    }

    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(kind.rawValue, forKey: .kind)
        try members.encode(id, forKey: .id)
    }
}

/// The members of the claim and of its holder side by side.
extension Transaction.TakenClaim: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(claim: try Claim(from: decoder), holder: try RecordKey(from: decoder))
    }

    package func encode(to encoder: any Encoder) throws {
        try claim.encode(to: encoder)
        try holder.encode(to: encoder)
    }
}
