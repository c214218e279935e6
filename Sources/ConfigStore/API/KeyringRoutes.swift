import ConfigStoreAPI
import Hummingbird
import ServiceKit

extension ConfigStoreRouter {
    func addKeyring(to api: RouterGroup<Context>) {
        let rotation = keyringWorker.rotation
        api.get("keyring/rotations") { _, _ in try answer(try await rotation.status()) }
        api.post("keyring/rotations") { _, _ in
            try await rotation.start()
            keyringWorker.wake()
            return try answer(try await rotation.status(), status: .created)
        }
        api.delete("keyring/oldkeys") { _, _ in
            try await rotation.dropOldKeys()
            return try answer(try await rotation.status())
        }
    }
}
