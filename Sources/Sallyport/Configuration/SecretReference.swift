import Foundation
import StrictYAML
import Validation

/// Where a secret is: an environment variable or a file, never the configuration itself.
enum SecretReference: Sendable, Hashable {
    case environment(String)
    case file(String)

    private static let maxBytes = 64 * 1024

    /// Reads `{env: NAME}` or `{file: PATH}` at `key`; nil after a problem.
    static func read(_ key: String, in map: YAMLMap) -> SecretReference? {
        guard let inner = map.map(key) else { return nil }
        let (variable, file) = (inner.optionalString("env"), inner.optionalString("file"))
        switch (variable, file) {
        case (let variable?, nil) where !variable.isEmpty: return .environment(variable)
        case (nil, let file?) where !file.isEmpty: return .file(file)
        default:
            map.problem(at: key, .required, "say where the secret is: {env: VARIABLE} or {file: PATH}")
            return nil
        }
    }

    /// The secret, without a line break at its end.
    ///
    /// - Parameters:
    ///   - directory: What a relative path starts at.
    ///   - environment: The process's environment.
    /// - Throws: `CommandFailure` when it is not there.
    func resolve(relativeTo directory: String, environment: [String: String]) throws(CommandFailure) -> String {
        switch self {
        case .environment(let name):
            guard let secret = environment[name], !secret.isEmpty else {
                throw CommandFailure("the environment variable \(name) is not set")
            }
            return secret
        case .file(let path):
            return try Self.contents(of: URL(filePath: path, relativeTo: URL(filePath: directory)).path())
        }
    }

    /// What is in a file, without a line break at its end.
    static func contents(of path: String) throws(CommandFailure) -> String {
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: maxBytes + 1), data.count <= maxBytes,
            let text = String(data: data, encoding: .utf8)
        else { throw CommandFailure("\(path) can't be read as a text of at most \(maxBytes) bytes") }
        let secret = text.trimmingCharacters(in: .newlines)
        guard !secret.isEmpty else { throw CommandFailure("\(path) is empty") }
        return secret
    }
}
