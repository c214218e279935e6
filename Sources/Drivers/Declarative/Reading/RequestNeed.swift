/// Placeholders without which a request can't mean what its operation is for.
struct RequestNeed: Sendable {
    /// All of one of these sets.
    let oneOf: [Set<String>]

    static let repository = RequestNeed(oneOf: [["path"], ["owner", "repository"]])

    static func all(_ names: String...) -> RequestNeed {
        RequestNeed(oneOf: [Set(names)])
    }

    func isMet(by names: Set<String>) -> Bool {
        oneOf.contains { $0.isSubset(of: names) }
    }

    var message: String {
        let sets = oneOf.map { $0.sorted().map { "{\($0)}" }.joined(separator: " and ") }
        return "this request never says which one: \(sets.joined(separator: ", or ")) is missing"
    }
}
