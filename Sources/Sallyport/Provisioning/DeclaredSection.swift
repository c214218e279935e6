import StrictYAML
import Validation

/// Something that a file declares by a name of its own.
protocol Declaration: Sendable {
    /// Empty when the file has none, which is a problem by then.
    var name: String { get }
    /// The name that it had before.
    var renamedFrom: String? { get }
}

/// One section of the files, whose entries have names that are unique over all of them.
struct DeclaredSection {
    private let key: String
    private let noun: String
    private let nameKey: String

    /// - Parameters:
    ///   - key: Such as `organizations`.
    ///   - noun: What an entry is, such as `organization`.
    ///   - nameKey: Where an entry has its name.
    init(_ key: String, _ noun: String, nameKey: String) {
        self.key = key
        self.noun = noun
        self.nameKey = nameKey
    }

    /// Reads the section of every document; nil when none has it. Problems go to the documents.
    func read<Entry: Declaration>(_ documents: [YAMLDocument], _ read: (YAMLMap) -> Entry) -> [Entry]? {
        let having = documents.filter { $0.root.has(key) }
        guard !having.isEmpty else { return nil }
        var places: [String: YAMLPlace] = [:]
        let entries = having.flatMap { document in
            document.root.list(key) { entry in
                let declaration = read(entry)
                guard !declaration.name.isEmpty else { return (entry, declaration) }
                if let first = places[declaration.name] {
                    entry.problem(at: nameKey, .taken, "another \(noun) is \(declaration.name), at \(first)")
                } else {
                    places[declaration.name] = entry.place(of: nameKey)
                }
                return (entry, declaration)
            }
        }
        checkRenames(entries, places)
        return entries.map(\.1)
    }

    /// Two that were one, a name that somebody else still has, and names that go round can't be told apart.
    private func checkRenames(_ entries: [(YAMLMap, some Declaration)], _ places: [String: YAMLPlace]) {
        let kept = Set(entries.map(\.1).filter { $0.renamedFrom == nil }.map(\.name))
        let former = Dictionary(entries.map { ($0.1.name, $0.1.renamedFrom) }) { first, _ in first }
            .compactMapValues(\.self)
        var sources: [String: YAMLPlace] = [:]
        for (entry, declaration) in entries {
            guard let source = declaration.renamedFrom, !source.isEmpty else { continue }
            if source == declaration.name {
                entry.problem(at: "renamedFrom", .taken, "this is the \(nameKey) that it has")
            } else if kept.contains(source), let other = places[source] {
                entry.problem(at: "renamedFrom", .taken, "there is a \(noun) of that \(nameKey), at \(other)")
            } else if let other = sources[source] {
                entry.problem(at: "renamedFrom", .taken, "another \(noun) was that one, at \(other)")
            } else if Self.goesRound(declaration.name, former) {
                entry.problem(
                    at: "renamedFrom", .taken, "these names go round: rename one of them to another name, apply, go on")
            } else {
                sources[source] = entry.place(of: "renamedFrom")
            }
        }
    }

    /// Whether a name comes back to who had it: then nothing says whether that was done already.
    private static func goesRound(_ name: String, _ former: [String: String]) -> Bool {
        var current = former[name]
        for _ in former where current != nil {
            if current == name { return true }
            current = current.flatMap { former[$0] }
        }
        return false
    }
}
