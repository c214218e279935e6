import Foundation
package import StrictYAML
import Validation

/// What an entry of `plugins.yaml` says of a program: which one it is, and what it may use.
package struct PluginEntry: Sendable, Hashable {
    package var command: PluginCommand
    package var settings: PluginSettings

    /// Reads `command`, `sha256`, `timeout` and `memoryMiB`. What is wrong becomes a problem of the document.
    ///
    /// - Parameters:
    ///   - entry: The entry.
    ///   - directory: The folder that the path of the executable starts at.
    /// - Returns: nil when there is no command.
    package init?(_ entry: YAMLMap, directory: String) {
        let words = entry.strings("command")
        if words.isEmpty || words.count > 100 || words[0].isEmpty || words.contains(where: { $0.utf8.contains(0) }) {
            entry.problem(at: "command", .required, "an executable file and what it is given are needed, as a list")
        }
        let sha256 = entry.optionalString("sha256")
        if let sha256, sha256.utf8.count != 64 || !sha256.allSatisfy({ $0.isASCII && $0.isHexDigit }) {
            entry.problem(at: "sha256", .invalidType, "this is 64 hexadecimal digits")
        }
        settings = PluginSettings()
        if let timeout = Self.timeout(entry) { settings.timeout = timeout }
        let memory = entry.integer("memoryMiB", default: 1024, in: 64...65_536) << 20
        guard let first = words.first, !first.isEmpty else { return nil }
        command = PluginCommand(
            executable: Self.path(first, in: directory), arguments: Array(words.dropFirst()), sha256: sha256,
            memory: memory)
    }

    /// `500ms` or `5s`.
    private static func timeout(_ entry: YAMLMap) -> Duration? {
        guard let text = entry.optionalString("timeout") else { return nil }
        let unit = text.hasSuffix("ms") ? "ms" : "s"
        if text.hasSuffix(unit), let count = Int(text.dropLast(unit.count)), (1...20_000).contains(count) {
            let duration: Duration = unit == "ms" ? .milliseconds(count) : .seconds(count)
            if duration >= .milliseconds(10), duration <= .seconds(20) { return duration }
        }
        entry.problem(at: "timeout", .outOfRange, "this is from 10ms to 20s, such as 500ms or 5s")
        return nil
    }

    /// A path of a file that another file in `directory` names.
    package static func path(_ text: String, in directory: String) -> String {
        text.hasPrefix("/")
            ? text : URL(filePath: directory + "/" + text).standardizedFileURL.path(percentEncoded: false)
    }
}
