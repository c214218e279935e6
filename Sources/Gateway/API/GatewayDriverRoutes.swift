import Hummingbird
import RemoteSources
import ServiceKit

extension GatewayRouter {
    func addDrivers(to api: GatewayRoutes) {
        api.on(.listDrivers) { _, _ in
            let refusal = forges.registry.refusal
            return try answer(forges.registry.current.all.map { DriverSummary($0, reloadError: refusal) })
        }
    }
}
