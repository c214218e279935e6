package import Validation

/// A map of a YAML file that is being read. Asking for a key makes it a known one; a value that is missing or of the
/// wrong type becomes a problem of the document and reads as the plainest value of its type.
package final class YAMLMap {
    /// Where the map is in the document.
    package let path: FieldPath
    /// Where the map starts.
    package let position: YAMLPosition
    let reading: YAMLReading
    private let entries: [YAMLNode.Entry]
    private var asked: Set<String> = []
    private var isFinished = false

    init(entries: [YAMLNode.Entry], position: YAMLPosition, path: FieldPath, reading: YAMLReading) {
        self.entries = entries
        self.position = position
        self.path = path
        self.reading = reading
        reading.track(self)
    }

    /// The keys that the file has here, in its order.
    package var keys: [String] { entries.map(\.key) }

    /// Whether the file has a value for `key`; nothing at all, or `null`, is none. Makes the key a known one.
    package func has(_ key: String) -> Bool { node(key) != nil }

    /// Adds a problem at the value of `key`, or at the map when the file doesn't have the key.
    package func problem(at key: String, _ code: Violation.Code, _ message: String) {
        report(Violation(path.appending(key), code, message), at: key)
    }

    /// Adds a problem of the map itself.
    package func problem(_ code: Violation.Code, _ message: String) {
        reading.add(Violation(path, code, message), at: position)
    }

    /// Adds what a rule has found, if anything, at the value of `key`, with the rule's own path.
    package func report(_ violation: Violation?, at key: String) {
        guard let violation else { return }
        reading.add(violation, at: position(of: key))
    }

    /// Where the value of `key` is, or the map when the file doesn't have the key.
    package func place(of key: String) -> YAMLPlace {
        YAMLPlace(file: reading.file, position: position(of: key), path: path.appending(key))
    }

    private func position(of key: String) -> YAMLPosition {
        entries.first { $0.key == key }?.value.position ?? position
    }

    /// Reports the keys that nobody has asked for. The document does it for every map that it gave out.
    package func finish() {
        guard !isFinished else { return }
        isFinished = true
        for entry in entries where !asked.contains(entry.key) {
            let name = String(entry.key.prefix(60))
            let hint = NearestName.suggestion(for: name, among: asked).map { "; did you mean \($0)?" } ?? ""
            let violation = Violation(path.appending(name), .unknownKey, "there is no such key\(hint)")
            reading.add(violation, at: entry.keyPosition)
        }
    }

    /// Every key is known from now on, whatever it is called.
    package func allowAnyKey() {
        asked.formUnion(keys)
    }

    func node(_ key: String) -> YAMLNode? {
        asked.insert(key)
        guard let node = entries.first(where: { $0.key == key })?.value else { return nil }
        if case .scalar(let text, let isPlain) = node.value, YAMLScalar(text, isPlain: isPlain) == .null { return nil }
        return node
    }

    func required(_ key: String, _ what: String) -> YAMLNode? {
        if let node = node(key) { return node }
        problem(at: key, .required, "\(what) is needed")
        return nil
    }

    func wrongType(_ node: YAMLNode, at path: FieldPath, wanted: String) {
        reading.add(Violation(path, .invalidType, "this has to be \(wanted), it is \(node.kind)"), at: node.position)
    }
}
