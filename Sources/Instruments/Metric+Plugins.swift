extension Metric {
    /// How plug-ins are that are processes.
    ///
    /// - Parameters:
    ///   - kind: `driver` or `validator`.
    ///   - plugins: Each with what the operator calls it.
    package static func plugins(
        _ kind: String, _ plugins: [(name: String, isRunning: Bool, restarts: Int)]
    ) -> [Metric] {
        func samples(_ value: ((name: String, isRunning: Bool, restarts: Int)) -> Int) -> [Sample] {
            plugins.map { Sample([Label("kind", kind), Label("name", $0.name)], Double(value($0))) }
        }
        return [
            Metric(
                .gauge, "sallyport_plugin_up", "1 while a plug-in's process answers", samples { $0.isRunning ? 1 : 0 }),
            Metric(
                .counter, "sallyport_plugin_restarts_total", "Times that a plug-in's process was started again",
                samples { $0.restarts }),
        ]
    }
}
