import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Hummingbird
import ServiceKit

extension GatewayRouter {
    func addKeyring(to api: GatewayRoutes) {
        api.on(.getKeyring) { _, _ in
            try answer(KeyringStatusBody(try await configStore.keyring()))
        }
        api.on(.rotateKeyring) { _, _ in
            try answer(KeyringStatusBody(try await configStore.rotateKeyring()), status: .created)
        }
        api.on(.dropOldKeys) { _, _ in
            try answer(KeyringStatusBody(try await configStore.dropOldKeys()))
        }
    }
}

struct KeyringStatusBody: Encodable {
    struct Rotation: Encodable {
        let started_at: String
        let finished_at: String?
        let resealed: Int
        let failed: Int
    }

    let sealing_key: String
    let keys: [String]
    let rotation: Rotation?

    init(_ status: KeyringStatus) {
        func text(_ time: Date) -> String {
            time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        }
        sealing_key = status.sealingKey
        keys = status.keys
        rotation = status.rotation.map { rotation in
            Rotation(
                started_at: text(rotation.startedAt), finished_at: rotation.finishedAt.map(text),
                resealed: rotation.resealed, failed: rotation.failed)
        }
    }
}
