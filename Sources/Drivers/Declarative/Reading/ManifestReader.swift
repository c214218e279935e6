import RemoteSources
import StrictYAML
import Validation

/// Reads a manifest. What is wrong becomes problems of the document; what is read then is of no use.
struct ManifestReader {
    let root: YAMLMap
    /// What every request's path starts with.
    var apiPath: [TextTemplate] = []
    var pages = PageScheme.none

    static let maxTexts = 50
    static let maxTextBytes = 200

    /// Puts a mistake where it was made; nil after one.
    func checked<Value>(
        _ entry: YAMLMap, _ key: String, _ make: () throws(ManifestMistake) -> Value
    ) -> Value? {
        do throws(ManifestMistake) {
            return try make()
        } catch {
            entry.problem(at: key, error.code, error.message)
            return nil
        }
    }

    /// One of the words of a closed list.
    func word<Word: RawRepresentable<String> & CaseIterable>(
        _ entry: YAMLMap, _ key: String, _ text: String, _ what: Word.Type
    ) -> Word? {
        if let word = Word(rawValue: text) { return word }
        if !text.isEmpty {
            let all = Word.allCases.map(\.rawValue)
            let hint = NearestName.suggestion(for: text, among: all).map { "; did you mean \($0)?" }
            let rest = hint ?? "; there are \(all.joined(separator: ", "))"
            entry.problem(at: key, .notSupported, "there is no \(text.prefix(60))\(rest)")
        }
        return nil
    }

    /// A list of texts for the forge, such as scopes.
    func texts(_ entry: YAMLMap, _ key: String) -> [String] {
        let texts = entry.strings(key)
        if texts.count > Self.maxTexts { entry.problem(at: key, .tooLong, "there are at most \(Self.maxTexts)") }
        for text in texts where text.isEmpty || text.utf8.count > Self.maxTextBytes {
            entry.problem(at: key, .outOfRange, "each has 1 to \(Self.maxTextBytes) bytes")
        }
        return texts
    }

    /// The name of a header field.
    func header(_ entry: YAMLMap, _ key: String) -> String? {
        entry.optionalString(key).flatMap { text in
            let isName =
                (1...100).contains(text.utf8.count)
                && text.unicodeScalars.allSatisfy {
                    $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains($0))
                }
            if !isName { entry.problem(at: key, .invalidName, "a header's name has letters, digits and -") }
            return isName ? text : nil
        }
    }

    /// A header that has to be there.
    func neededHeader(_ entry: YAMLMap, _ key: String) -> String? {
        guard entry.has(key) else {
            entry.problem(at: key, .required, "the name of a header is needed")
            return nil
        }
        return header(entry, key)
    }
}
