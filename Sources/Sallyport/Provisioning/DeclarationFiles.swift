import Foundation

/// The files that somebody meant.
struct DeclarationFiles {
    /// By name. Never empty.
    let paths: [String]
    /// The folder that they are in.
    let directory: String

    /// - Parameter path: A file, or a folder: then every `*.yaml` and `*.yml` in it, but for hidden ones.
    /// - Throws: `CommandFailure` for a folder without any, and one that can't be read.
    init(at path: String) throws(CommandFailure) {
        guard (try? URL(filePath: path).resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true else {
            paths = [path]
            directory = URL(filePath: path).deletingLastPathComponent().path()
            return
        }
        directory = path.hasSuffix("/") ? path : path + "/"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw CommandFailure("\(path): this folder can't be read")
        }
        let prefix = directory
        paths = names.filter { !$0.hasPrefix(".") && ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml")) }.sorted()
            .map { prefix + $0 }
        if paths.isEmpty { throw CommandFailure("\(path): this folder has no *.yaml and no *.yml") }
    }
}
