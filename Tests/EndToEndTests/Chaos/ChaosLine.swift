import EtcdAccess
import EtcdServing

/// The way from one instance to etcd, which can be cut.
final class ChaosLine: Sendable {
    let relays: [ChaosRelay]
    private let namespace: NetworkNamespace?
    private let work: Task<Void, Never>

    /// - Parameter isSeparate: Whether the instance gets a network of its own; where that is not allowed, the relays are cut.
    init(to server: EtcdServer, isSeparate: Bool) async throws {
        namespace = isSeparate ? await NetworkNamespace() : nil
        if isSeparate, namespace == nil { print("network namespaces are not allowed here: relays are cut instead") }
        var relays: [ChaosRelay] = []
        for endpoint in server.settings.endpoints {
            relays.append(try await ChaosRelay(host: namespace?.cutAddress ?? "127.0.0.1", to: endpoint.port))
        }
        self.relays = relays
        work = Task { [relays] in
            await withTaskGroup(of: Void.self) { group in
                for relay in relays { group.addTask { await relay.run() } }
            }
        }
    }

    /// What the instance uses as its store.
    var store: String {
        let host = namespace?.cutAddress ?? "127.0.0.1"
        return "etcd://" + relays.map { "\(host):\($0.port)" }.joined(separator: ",")
    }
    var launcher: [String] { namespace?.launcher ?? [] }
    /// Where the instance listens.
    var host: String { namespace?.address ?? "127.0.0.1" }

    func cut() async {
        guard let namespace else {
            for relay in relays { relay.cut() }
            return
        }
        await namespace.cut()
    }

    /// Lets etcd do what it is asked, and nobody hear of it until `loseAnswers`.
    func holdAnswers() { for relay in relays { relay.holdAnswers() } }

    /// Ends the connections with the answers that were held.
    func loseAnswers() { for relay in relays { relay.heal() } }

    func heal() async {
        guard let namespace else {
            for relay in relays { relay.heal() }
            return
        }
        await namespace.heal()
    }

    func remove() async {
        work.cancel()
        await work.value
        await namespace?.remove()
    }
}
