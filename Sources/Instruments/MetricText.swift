/// Metrics in Prometheus' text format, 0.0.4.
package enum MetricText {
    package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// Each metric once, in the order of their names, with the samples of all parts that have it.
    package static func text(of metrics: [Metric]) -> String {
        var byName: [String: Metric] = [:]
        for metric in metrics { byName[metric.name] = byName[metric.name]?.merged(with: metric) ?? metric }
        var text = ""
        for (name, metric) in byName.sorted(by: { $0.key < $1.key }) {
            text += "# HELP \(name) \(escaped(metric.help, quotes: false))\n# TYPE \(name) \(metric.kind.rawValue)\n"
            for sample in metric.samples {
                text += "\(name)\(sample.suffix)\(labels(sample.labels)) \(number(sample.value))\n"
            }
        }
        return text
    }

    /// Whole numbers without a point.
    static func number(_ value: Double) -> String {
        if let whole = Int(exactly: value) { return String(whole) }
        return value.isFinite ? "\(value)" : value.isNaN ? "NaN" : value > 0 ? "+Inf" : "-Inf"
    }

    private static func labels(_ labels: [Metric.Label]) -> String {
        if labels.isEmpty { return "" }
        return "{\(labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ","))}"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
