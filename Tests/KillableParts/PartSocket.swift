import Foundation
import Hummingbird
import Logging
import ServiceKit

/// Where a part listens on this machine, until it is killed.
struct PartSocket: Sendable {
    let name: String
    let port: Int

    func serve(_ responder: RouterResponder<ServiceRequestContext>) async throws {
        let bound = BoundAddress()
        let service = HTTPService(
            responder: responder, address: ListenAddress(host: "127.0.0.1", port: port), logger: Self.logger(name),
            bound: bound)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            group.addTask { Self.announce(name, await bound.url) }
            try await group.waitForAll()
        }
    }

    /// Tells the test where something listens.
    static func announce(_ name: String, _ url: String) {
        FileHandle.standardOutput.write(Data("\(name) listening on \(url)\n".utf8))
    }

    static func logger(_ name: String) -> Logger {
        var logger = Logger(label: name)
        logger.logLevel = .error
        return logger
    }
}
