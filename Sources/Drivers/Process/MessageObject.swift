import PluginProcess
import Validation

/// A value in a message; `RemoteSources.JSONValue` is what a request's body is made of.
typealias MessageValue = JSONValue

/// An object in what a program has sent, read strictly: a member that nobody knows is a mistake of its author.
struct MessageObject {
    /// What it is, for the author: `its request`.
    let name: String
    private let members: [String: MessageValue]

    init(_ value: MessageValue, _ name: String, members known: Set<String>) throws(PluginFailure) {
        guard case .object(let members) = value else { throw .badAnswer("\(name) is no object") }
        if let other = members.keys.filter({ !known.contains($0) }).min() {
            throw .badAnswer("\(name) has a member \(other.printable(40)), which is none of \(known.sorted())")
        }
        self.name = name
        // Null is as good as nothing.
        self.members = members.filter { $0.value != .null }
    }

    func value(_ member: String) -> MessageValue? { members[member] }

    func has(_ member: String) -> Bool { members[member] != nil }

    func wrong(_ member: String, _ wanted: String) -> PluginFailure {
        .badAnswer("\(name) has no \(member) that is \(wanted)")
    }

    func string(_ member: String) throws(PluginFailure) -> String {
        guard let text = members[member]?.string else { throw wrong(member, "a text") }
        return text
    }

    func optionalString(_ member: String) throws(PluginFailure) -> String? {
        has(member) ? try string(member) : nil
    }

    /// A text that is not empty, nor longer than a message for people.
    func identifier(_ member: String) throws(PluginFailure) -> String {
        let text = try string(member)
        guard (1...1024).contains(text.utf8.count) else { throw wrong(member, "a text of 1 to 1024 bytes") }
        return text
    }

    func integer(_ member: String) throws(PluginFailure) -> Int {
        guard let number = members[member]?.integer else { throw wrong(member, "a whole number") }
        return number
    }

    func optionalInteger(_ member: String) throws(PluginFailure) -> Int? {
        has(member) ? try integer(member) : nil
    }

    func boolean(_ member: String, default usual: Bool? = nil) throws(PluginFailure) -> Bool {
        switch members[member] {
        case .bool(let isTrue): return isTrue
        case nil: if let usual { return usual }
        default: break
        }
        throw wrong(member, "true or false")
    }

    /// Items; none when there is no list.
    func list(_ member: String) throws(PluginFailure) -> [MessageValue] {
        guard has(member) else { return [] }
        guard let items = members[member]?.list else { throw wrong(member, "a list") }
        return items
    }

    func strings(_ member: String) throws(PluginFailure) -> [String] {
        var texts: [String] = []
        for item in try list(member) {
            guard let text = item.string else { throw wrong(member, "a list of texts") }
            texts.append(text)
        }
        return texts
    }

    /// One of a closed list of words.
    func word<Word: RawRepresentable & CaseIterable>(
        _ member: String, as type: Word.Type, default usual: Word? = nil
    ) throws(PluginFailure) -> Word where Word.RawValue == String {
        if let usual, !has(member) { return usual }
        guard let word = members[member]?.string.flatMap(Word.init(rawValue:)) else {
            throw wrong(member, "one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    /// Several of a closed list of words.
    func words<Word: RawRepresentable & CaseIterable>(
        _ member: String, as type: Word.Type
    ) throws(PluginFailure) -> [Word] where Word.RawValue == String {
        var words: [Word] = []
        for text in try strings(member) {
            guard let word = Word(rawValue: text) else {
                throw .badAnswer(
                    "\(name) has \(text.printable(40)) in \(member), which is none of \(Word.allCases.map(\.rawValue))")
            }
            words.append(word)
        }
        return words
    }
}
