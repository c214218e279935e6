import Hummingbird
import ServiceKit

/// The simulator's routes: the dialect's, and what every forge has.
struct ForgeRouter: Sendable {
    let state: ForgeState
    let bound: BoundAddress
    let dialect: any ForgeDialect

    func build() -> RouterResponder<ForgeContext> {
        let router = Router(context: ForgeContext.self)
        router.add(middleware: ForgeErrorMiddleware(state: state, bound: bound, dialect: dialect))
        let oauth2 = ForgeOAuth2Routes(state: state, dialect: dialect)
        oauth2.addPages(to: router)
        let faulty = router.group().add(middleware: ForgeFaultMiddleware(state: state))
        oauth2.addTokenEndpoint(to: faulty)
        dialect.addRoutes(to: faulty, pages: router, state: state)
        return router.buildResponder()
    }
}
