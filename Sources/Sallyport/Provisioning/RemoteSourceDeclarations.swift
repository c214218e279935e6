import Foundation
import RemoteSources
import StrictYAML
import Validation

/// A file that declares remote sources.
struct RemoteSourceDeclarations: Sendable {
    /// In the file's order; names are unique.
    private(set) var all: [RemoteSourceDeclaration]
    /// Where relative paths of secrets start.
    let directory: String

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - file: Its path.
    ///   - registry: The drivers that there are; nil when that is for the server to say.
    /// - Throws: `YAMLProblems` with everything that is wrong; `CommandFailure` when it can't be read.
    init(file: String, registry: DriverRegistry? = nil) throws {
        directory = URL(filePath: file).deletingLastPathComponent().path()
        let document = try YAMLDocument.parse(try InputFile.bytes(of: file), file: file)
        var names: Set<String> = []
        if !document.root.has("remoteSources") {
            document.root.problem(at: "remoteSources", .required, "a list of remote sources is needed")
        }
        let entries = document.root.list("remoteSources") { entry in
            let declaration = RemoteSourceDeclaration(entry, registry: registry)
            if !declaration.name.isEmpty, !names.insert(declaration.name).inserted {
                entry.problem(at: "name", .taken, "another remote source of this file has this name")
            }
            return (entry, declaration)
        }
        all = entries.map(\.1)
        Self.checkRenames(entries)
        try document.finish()
    }

    /// Points every declaration at one forge.
    mutating func replaceAPIURLs(with url: String) {
        for index in all.indices { all[index].apiURL = url }
    }

    /// Two that were one, a name that somebody else still has, and names that go round can't be told apart.
    private static func checkRenames(_ entries: [(YAMLMap, RemoteSourceDeclaration)]) {
        let kept = Set(entries.map(\.1).filter { $0.renamedFrom == nil }.map(\.name))
        var sources: Set<String> = []
        for (entry, declaration) in entries {
            guard let source = declaration.renamedFrom else { continue }
            if kept.contains(source) {
                entry.problem(at: "renamedFrom", .taken, "this file has a remote source of that name")
            } else if !sources.insert(source).inserted {
                entry.problem(at: "renamedFrom", .taken, "another remote source of this file was that one")
            } else if goesRound(declaration, entries.map(\.1)) {
                entry.problem(
                    at: "renamedFrom", .taken, "these names go round: rename one of them to another name, apply, go on")
            }
        }
    }

    /// Whether a name comes back to who had it: then nothing says whether that was done already.
    private static func goesRound(
        _ declaration: RemoteSourceDeclaration, _ all: [RemoteSourceDeclaration]
    ) -> Bool {
        var source = declaration.renamedFrom
        for _ in all {
            if source == declaration.name { return true }
            source = all.first { $0.name == source }?.renamedFrom
        }
        return false
    }
}
