import ConfigStoreAPI

/// What was found while an export of Agola's was read: what is wrong with it, and what does not come along. Bounded, however
/// much that is.
struct AgolaReport {
    private static let maxProblems = 10
    private static let maxPlaces = 10
    private static let maxKinds = 40
    private var problems: [String] = []
    private var problemCount = 0
    private var remarks: [String: ImportRemark] = [:]
    private var read: [String: Int] = [:]
    private var taken: [AgolaKind: Int] = [:]

    /// Notes an object of a kind that there is not here. A file may name any number of kinds.
    mutating func leaveOut(unknown object: AgolaObject) {
        let isShort = object.kindName.utf8.count <= 64
        let isKnown = read[object.kindName] != nil || read.count < Self.maxKinds
        count(read: isShort && isKnown ? object.kindName : "other")
        add("kindLeftOut", "there is no such kind of thing here", at: object.place.description)
    }

    mutating func count(read kind: String) { read[kind, default: 0] += 1 }
    mutating func count(taken kind: AgolaKind) { taken[kind, default: 0] += 1 }

    /// Notes what makes the whole impossible.
    mutating func add(problem text: String) {
        problemCount += 1
        if problems.count < Self.maxProblems { problems.append(text) }
    }

    /// Notes what is not as it was in Agola.
    mutating func add(_ code: String, _ message: String, at place: String) {
        var remark = remarks[code] ?? ImportRemark(code: code, message: message, count: 0, places: [])
        remark.count += 1
        if remark.places.count < Self.maxPlaces { remark.places.append(place) }
        remarks[code] = remark
    }

    /// - Throws: `ExportProblem` with all that is wrong, as far as it is kept.
    func throwIfAny() throws(ExportProblem) {
        if AgolaKind.allCases.allSatisfy({ read[$0.rawValue] == nil }) {
            throw ExportProblem(line: nil, "it has nothing of a configstore: is it an export of the run service?")
        }
        guard problemCount > 0 else { return }
        let more = problemCount - problems.count
        throw ExportProblem(line: nil, problems.joined(separator: "; ") + (more > 0 ? "; and \(more) more" : ""))
    }

    var conversion: ImportConversion {
        let known = AgolaKind.allCases.map { kind in
            ImportKindCount(kind: kind.rawValue, read: read[kind.rawValue] ?? 0, taken: taken[kind] ?? 0)
        }
        let names = Set(AgolaKind.allCases.map(\.rawValue))
        let unknown = read.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }
            .map { ImportKindCount(kind: $0.key, read: $0.value, taken: 0) }
        return ImportConversion(
            kinds: (known + unknown).filter { $0.read + $0.taken > 0 },
            remarks: remarks.values.sorted { $0.code < $1.code })
    }
}
