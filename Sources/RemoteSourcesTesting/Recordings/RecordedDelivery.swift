import RemoteSources

/// A delivery as it came, and what it says.
struct RecordedDelivery: Sendable {
    /// What reading it leads to.
    enum Outcome: Sendable {
        /// An event; members that are left out don't count.
        case event(JSONTree)
        /// It is genuine, and nobody wants it.
        case ignored
        /// It can't be read.
        case unreadable
    }

    let name: String
    /// Names in lower case.
    let headers: [String: String]
    let body: [UInt8]
    /// What it was signed with; nil when the kit has to sign it.
    let secret: String?
    let outcome: Outcome

    var event: JSONTree? {
        if case .event(let tree) = outcome { tree } else { nil }
    }
}
