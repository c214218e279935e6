import Foundation
import RemoteSourcesTesting
import Testing

/// The recordings that the conformance kit holds the driver to, one by one.
enum GiteaFixtures {
    static func directory(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../recordings/gitea")
            .appending(path: name).standardizedFileURL
    }

    static func exchange(_ name: String) throws -> RecordedExchange {
        try RecordedExchange(contentsOf: directory("exchanges").appending(path: "\(name).json"))
    }
}
