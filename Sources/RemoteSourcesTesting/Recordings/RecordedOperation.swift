import HTTPTransport
import RemoteSources

/// An operation with its arguments, the exchanges that it makes, and what comes of it.
struct RecordedOperation: Sendable {
    /// What it gives.
    enum Outcome: Sendable {
        /// A value; members that are left out don't count.
        case result(JSONTree)
        /// The code of an error.
        case error(String)
    }

    /// Where it is in the file, for people: the operation and the first exchange.
    let name: String
    let kind: OperationKind
    let arguments: OperationArguments
    let exchanges: [RecordedExchange]
    let outcome: Outcome
    /// What it shows that can't be seen from the rest.
    let shows: Set<String>

    var result: JSONTree? {
        if case .result(let tree) = outcome { tree } else { nil }
    }

    var error: String? {
        if case .error(let code) = outcome { code } else { nil }
    }

    var responses: [TransportResponse] { exchanges.map(\.response) }
}

/// The page of a thing at the forge.
struct RecordedLink: Sendable {
    let target: LinkTarget
    let to: String
    let webURL: String
    let url: String
}
