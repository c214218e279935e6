import Validation

/// A YAML file of configuration, read strictly: one document, which is a map, without anchors, aliases, tags and
/// repeated keys.
///
/// Every problem is collected, those of reading its values too, until `finish()` throws them together:
///
///     let document = try YAMLDocument.parse(bytes, file: "plugins.yaml")
///     let version = document.root.integer("version", in: 1...1)
///     let drivers = document.root.list("drivers") { item in item.string("type") }
///     try document.finish()
package final class YAMLDocument {
    /// The largest size of a file, in bytes.
    package static let maxBytes = 1024 * 1024

    /// The file as the person named it.
    package let file: String
    /// The document's map.
    package let root: YAMLMap
    private let reading: YAMLReading

    private init(file: String, root: YAMLMap, reading: YAMLReading) {
        self.file = file
        self.root = root
        self.reading = reading
    }

    /// Reads a file's bytes.
    ///
    /// - Parameters:
    ///   - bytes: What is in the file: UTF-8, at most `maxBytes`.
    ///   - file: The file's name for messages.
    /// - Throws: `YAMLProblems` when no map can be had from it.
    package static func parse(_ bytes: some Collection<UInt8>, file: String) throws(YAMLProblems) -> YAMLDocument {
        func refusal(_ code: Violation.Code, _ message: String, at position: YAMLPosition = .start) -> YAMLProblems {
            let violation = Violation(.root, code, message)
            return YAMLProblems([
                YAMLProblem(file: file, line: position.line, column: position.column, violation: violation)
            ])
        }
        if bytes.count > maxBytes {
            throw refusal(.tooLong, "a file has at most \(maxBytes) bytes, this one has \(bytes.count)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw refusal("invalidYAML", "this is not UTF-8", at: firstInvalidByte(of: bytes))
        }
        var composer = YAMLComposer()
        let node = composer.compose(text)
        let reading = YAMLReading(file: file)
        for problem in composer.problems { reading.add(problem.violation, at: problem.position) }
        if let node, case .map(let entries) = node.value {
            let root = YAMLMap(entries: entries, position: node.position, path: .root, reading: reading)
            return YAMLDocument(file: file, root: root, reading: reading)
        }
        if reading.problems.isEmpty {
            throw refusal(
                .invalidType, "a file is a map of keys and values, this one is \(node?.kind ?? "empty")",
                at: node?.position ?? .start)
        }
        throw YAMLProblems(reading.problems)
    }

    /// Reads a text.
    package static func parse(_ text: String, file: String) throws(YAMLProblems) -> YAMLDocument {
        try parse(text.utf8, file: file)
    }

    /// Reports keys that nobody asked for, and throws everything that was found.
    package func finish() throws(YAMLProblems) {
        for map in reading.maps { map.finish() }
        if !reading.problems.isEmpty { throw YAMLProblems(reading.problems) }
    }

    private static func firstInvalidByte(of bytes: some Collection<UInt8>) -> YAMLPosition {
        var position = YAMLPosition.start
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if String(validating: line, as: UTF8.self) == nil {
                let repaired = String(decoding: line, as: UTF8.self)
                position.column =
                    (repaired.unicodeScalars.firstIndex(of: "\u{FFFD}")).map {
                        repaired.unicodeScalars.distance(from: repaired.unicodeScalars.startIndex, to: $0) + 1
                    } ?? 1
                return position
            }
            position.line += 1
        }
        return .start
    }
}
