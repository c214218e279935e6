/// The words in a commit's message that ask for nothing to be run.
public enum SkipMarker {
    private static let words: Set<String> = ["skip ci", "ci skip", "no ci", "skip actions", "actions skip"]

    /// Whether a message has one of the words in brackets, or the trailer `skip-checks: true`. Case and spacing don't
    /// matter.
    ///
    /// - Parameter message: The whole message.
    public static func isIn(_ message: String) -> Bool {
        for part in message.split(separator: "[", omittingEmptySubsequences: false).dropFirst() {
            // The longest of the words with some blanks around it; no need to look further.
            guard let end = part.prefix(64).firstIndex(of: "]") else { continue }
            if words.contains(normalized(part[..<end])) { return true }
        }
        return message.split(whereSeparator: \.isNewline).suffix(20).contains {
            $0.utf8.count < 64 && normalized($0).replacing(" ", with: "") == "skip-checks:true"
        }
    }

    private static func normalized(_ text: Substring) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
