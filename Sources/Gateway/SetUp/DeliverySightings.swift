/// Who knows whether deliveries of a project's webhook have come.
package protocol DeliverySightings: Sendable {
    /// Whether a genuine delivery of a project has ever come; nil when nobody can tell.
    func hasSeenDelivery(of project: String) async -> Bool?
}

/// Nobody can tell.
package struct NoDeliverySightings: DeliverySightings {
    package init() {}

    package func hasSeenDelivery(of project: String) async -> Bool? { nil }
}
