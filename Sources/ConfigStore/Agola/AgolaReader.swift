import Foundation

/// One object of an export of Agola's, out of its wrapping.
struct AgolaObject {
    /// Nil when it is of a kind that this configstore does not have.
    let kind: AgolaKind?
    /// What the file calls its kind.
    let kindName: String
    let id: String
    let body: Data
    let place: AgolaPlace
    /// Whether it is of the older format, which writes a flag that is off, and leaves out one that nobody set; the newer one
    /// leaves out those that are off.
    let isWrapped: Bool
}

/// Where an object is: exports on lines are looked up by line, those on one line by the object's number.
struct AgolaPlace: CustomStringConvertible {
    let description: String

    func problem(_ text: String) -> ExportProblem { ExportProblem(line: nil, "\(description): \(text)") }
}

/// Reads an export of Agola's as it comes, in either of its formats: objects one behind the other with their data in base64,
/// or an object a line. It keeps one object and nothing else.
struct AgolaReader {
    private enum Format {
        case wrapped
        case lines
    }

    private var splitter = JSONObjectSplitter()
    private var format: Format?
    private var count = 0
    private static let decoder = JSONDecoder()

    private struct Wrapping: Decodable {
        struct Meta: Decodable {
            let kind: String
        }

        let id: String
        let exportMeta: Meta?
        let data_type: String?
        /// Of the older format; a secret on a line of the newer one has data too, which is its own.
        let data: Data?

        enum CodingKeys: CodingKey {
            case id, exportMeta, data_type, data
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            id = try fields.decode(String.self, forKey: .id)
            exportMeta = try fields.decodeIfPresent(Meta.self, forKey: .exportMeta)
            let isWrapped = exportMeta == nil
            data_type = isWrapped ? try fields.decodeIfPresent(String.self, forKey: .data_type) : nil
            data = isWrapped ? try fields.decodeIfPresent(Data.self, forKey: .data) : nil
        }
    }

    /// Reads what has come, and gives `body` every object that is complete.
    mutating func take(_ bytes: [UInt8], _ body: (AgolaObject) throws -> Void) throws {
        var splitter = splitter
        self.splitter = JSONObjectSplitter()
        try splitter.take(bytes) { bytes, line in
            try body(try object(Data(bytes), line))
        }
        self.splitter = splitter
    }

    /// Says that nothing more comes. These exports have no end of their own: one that was cut between two objects shows it
    /// only by what is missing.
    func finish() throws(ExportProblem) {
        if splitter.isInObject {
            throw ExportProblem(line: nil, "the file ends within object \(count + 1): it was cut off")
        }
        if count == 0 { throw ExportProblem(line: nil, "this is no export: it has no object") }
    }

    private mutating func object(_ bytes: Data, _ line: Int) throws -> AgolaObject {
        count += 1
        guard let wrapping = try? Self.decoder.decode(Wrapping.self, from: bytes) else {
            throw AgolaPlace(description: format == .wrapped ? "object \(count)" : "line \(line)").problem(
                "this is no object of an export of Agola's: the file is damaged, or something else")
        }
        let isWrapped = wrapping.exportMeta == nil
        let place = AgolaPlace(description: isWrapped ? "object \(count)" : "line \(line)")
        if let format, (format == .wrapped) != isWrapped {
            throw place.problem("this is of the other format of Agola's exports: the file was put together")
        }
        format = isWrapped ? .wrapped : .lines
        if let meta = wrapping.exportMeta {
            return AgolaObject(
                kind: AgolaKind(exportKind: meta.kind), kindName: meta.kind, id: wrapping.id, body: bytes, place: place,
                isWrapped: false)
        }
        guard let type = wrapping.data_type, let data = wrapping.data else {
            throw place.problem("it has neither exportMeta nor data_type and data: this is no export of Agola's")
        }
        return AgolaObject(
            kind: AgolaKind(dataType: type), kindName: type, id: wrapping.id, body: data, place: place, isWrapped: true)
    }
}
