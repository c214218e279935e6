public import Foundation
import RemoteSources

/// What a forge said, and what a driver has to make of it: a folder that `docs/drivers.md` describes.
///
///     kit.json          the forge's address, and what it can't show
///     operations.json   operations, the exchanges that they make, and what comes of them
///     exchanges/        one exchange a file
///     events.json       deliveries and the events that they are
///     deliveries/       one delivery a file
public struct Recordings: Sendable {
    /// The address of the forge that was recorded.
    let apiURL: String
    /// What the forge doesn't have, by the name of the situation, and why.
    let without: [String: String]
    let operations: [RecordedOperation]
    let links: [RecordedLink]
    let deliveries: [RecordedDelivery]

    /// Reads a folder.
    ///
    /// - Parameter folder: The folder.
    /// - Throws: `UnreadableRecording`, which names the file and what is wrong with it.
    public init(contentsOf folder: URL) throws(UnreadableRecording) {
        let reader = RecordingsReader(folder: folder)
        let settings = try reader.settings()
        (apiURL, without) = (settings.apiURL, settings.without)
        (operations, links) = try reader.operations()
        deliveries = try reader.deliveries()
    }

    /// How many operations and deliveries there are, for people.
    public var summary: String {
        "\(operations.count) operations, \(links.count) links, \(deliveries.count) deliveries"
    }

    func operations(_ kinds: OperationKind...) -> [RecordedOperation] {
        operations.filter { kinds.contains($0.kind) }
    }

    /// The first of an operation that gives something.
    func success(_ kind: OperationKind) -> RecordedOperation? {
        operations.first { $0.kind == kind && $0.result != nil }
    }
}
