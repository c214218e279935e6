package import Hummingbird
import NIOCore
package import ServiceKit

/// What every request to the simulator carries.
package struct ForgeContext: ServiceContext {
    package var coreContext: CoreRequestContextStorage
    package var service: ServiceContextStorage
    /// The connection; nil for requests from inside the process.
    let channel: (any Channel)?

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        service = .init(remoteAddress: source.channel.remoteAddress, isInProcess: false)
        channel = source.channel
    }

    package init(inProcess source: InProcessRequestSource) {
        coreContext = .init(source: source)
        service = .init(remoteAddress: nil, isInProcess: true)
        channel = nil
    }

    /// A part of the path without its escapes.
    func parameter(_ name: String) throws -> String {
        guard let text = ForgeForm.decodedEscapes(try parameters.require(name)), !text.isEmpty else {
            throw ForgeRefusal.notFound
        }
        return text
    }

    func number(_ name: String) throws -> Int64 {
        guard let number = Int64(try parameter(name)) else { throw ForgeRefusal.notFound }
        return number
    }

    /// The rest of the path without its escapes.
    func rest() throws -> String {
        let parts = parameters.getCatchAll().map { ForgeForm.decodedEscapes($0) }
        guard !parts.contains(nil) else { throw ForgeRefusal.notFound }
        return parts.compactMap { $0 }.joined(separator: "/")
    }
}
