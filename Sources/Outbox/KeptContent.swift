import SQLiteAccess

/// Where the content of a delivery is.
struct ContentPlace {
    let extents: [Extent]
    let eventSize: Int
    let headerSize: Int
    let bodySize: Int
}

/// What is large of a delivery.
struct KeptContent {
    var event: [UInt8]
    var headers: [UInt8]
    var body: [UInt8]
}

extension SQLiteConnection {
    /// Nil for what is not there, and for what came before there was a content file.
    func place(of sequence: Int) throws(SQLiteError) -> ContentPlace? {
        let found = try first(.place, [.integer(sequence)]) { row in
            row.optionalInteger(2).map { headers in
                ContentPlace(
                    extents: Extent.decoded(row.blob(0)), eventSize: row.integer(1), headerSize: headers,
                    bodySize: row.integer(3))
            }
        }
        return found ?? nil
    }
}

extension ContentFile {
    /// The event of a delivery that is not removed meanwhile.
    func event(of sequence: Int, _ connection: SQLiteConnection) throws(SQLiteError) -> [UInt8]? {
        if let place = try connection.place(of: sequence) { return try read(0..<place.eventSize, of: place.extents) }
        return try connection.first(.content, [.integer(0), .integer(sequence)]) { $0.blob(0) }
    }

    /// Everything of a delivery that is not removed meanwhile.
    func content(
        of sequence: Int, maxBodyBytes: Int, _ connection: SQLiteConnection
    ) throws(SQLiteError) -> KeptContent? {
        guard let place = try connection.place(of: sequence) else {
            return try connection.first(.content, [.integer(maxBodyBytes), .integer(sequence)]) { row in
                KeptContent(event: row.blob(0), headers: row.blob(1), body: row.blob(2))
            }
        }
        let bodyStart = place.eventSize + place.headerSize
        return KeptContent(
            event: try read(0..<place.eventSize, of: place.extents),
            headers: try read(place.eventSize..<bodyStart, of: place.extents),
            body: try read(bodyStart..<bodyStart + min(maxBodyBytes, place.bodySize), of: place.extents))
    }
}
