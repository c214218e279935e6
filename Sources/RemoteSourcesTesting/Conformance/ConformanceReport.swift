/// What came of a run of the kit.
public struct ConformanceReport: Sendable, CustomStringConvertible {
    /// What came of one group.
    public struct Result: Sendable {
        /// The group.
        public let group: ConformanceGroup
        /// What came of it.
        public let outcome: GroupOutcome
        /// How long it took.
        public let duration: Duration
    }

    /// The driver's id and version.
    public let driver: String
    /// How many recordings there were.
    public let recordings: String
    /// The groups in the order in which they ran.
    public let results: [Result]

    /// Everything that doesn't hold, with the group before it.
    public var failures: [String] {
        results.flatMap { result in
            if case .failed(let failures) = result.outcome {
                failures.map { "\(result.group.name): \($0)" }
            } else {
                [String]()
            }
        }
    }

    /// The report for people.
    public var description: String {
        var lines = ["\(driver): \(recordings)"]
        var counts = (passed: 0, failed: 0, others: 0)
        for result in results {
            let name = result.group.name + String(repeating: " ", count: max(0, 16 - result.group.name.count))
            switch result.outcome {
            case .passed(let checks):
                counts.passed += 1
                lines.append("  passed          \(name) \(checks) checks: \(result.group.title)")
            case .failed(let failures):
                counts.failed += 1
                lines.append("  FAILED          \(name) \(result.group.title)")
                lines += failures.map { "    - \($0)" }
            case .notApplicable(let reason):
                counts.others += 1
                lines.append("  not applicable  \(name) \(reason)")
            }
        }
        lines.append("\(counts.passed) groups passed, \(counts.failed) failed, \(counts.others) not applicable")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The report as JUnit's XML, which continuous integration reads.
    public var junitXML: String {
        let total = results.reduce(Duration.zero) { $0 + $1.duration }
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            #"<testsuite name="\#(Self.escaped(driver))" tests="\#(results.count)" failures="\#(failedCount)" "#
                + #"skipped="\#(skippedCount)" time="\#(Self.seconds(total))">"#,
        ]
        for result in results {
            let start =
                #"  <testcase classname="\#(Self.escaped(driver))" name="\#(Self.escaped(result.group.name))" "#
                + #"time="\#(Self.seconds(result.duration))""#
            switch result.outcome {
            case .passed: lines.append(start + "/>")
            case .failed(let failures):
                let text = Self.escaped(failures.joined(separator: "\n"))
                lines += [
                    start + ">",
                    #"    <failure message="\#(failures.count) things do not hold">\#(text)</failure>"#,
                    "  </testcase>",
                ]
            case .notApplicable(let reason):
                lines += [start + ">", #"    <skipped message="\#(Self.escaped(reason))"/>"#, "  </testcase>"]
            }
        }
        return (lines + ["</testsuite>"]).joined(separator: "\n") + "\n"
    }

    private var failedCount: Int {
        results.count { if case .failed = $0.outcome { true } else { false } }
    }

    private var skippedCount: Int {
        results.count { if case .notApplicable = $0.outcome { true } else { false } }
    }

    private static func seconds(_ duration: Duration) -> String {
        let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }

    /// Text of XML 1.0: what it has no place for becomes a question mark.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || (0xFFFE...0xFFFF).contains(scalar.value): escaped += "?"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
