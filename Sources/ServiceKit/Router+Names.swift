package import Hummingbird

extension Router {
    /// Each route as `METHOD /path/{parameter}`.
    package var names: Set<String> { Set(routes.map { "\($0.method.rawValue) \($0.path.description)" }) }
}
