import Foundation

/// Prints the steps as a table that grows; on a terminal a line below it says what goes on.
struct DemoReport {
    private static let widths = (number: 2, name: 40)
    private let total: Int

    init(total: Int) {
        self.total = total
        Terminal.write(Self.row("#", "STEP", "TIME", "WHAT IT DID"))
    }

    func begin(_ number: Int, _ name: String) {
        guard Terminal.isOutputTerminal else { return }
        let done = String(repeating: "█", count: number - 1) + String(repeating: "░", count: total - number + 1)
        Terminal.write("\r\u{1B}[2K\(done) \(name) …")
    }

    func end(_ number: Int, _ name: String, seconds: Double, outcome: String, held: Bool) {
        if Terminal.isOutputTerminal { Terminal.write("\r\u{1B}[2K") }
        let time = String(format: "%.1f ms", seconds * 1000)
        Terminal.write(Self.row("\(number)", name, time, held ? outcome : "FAILED: \(outcome)"))
    }

    private static func row(_ number: String, _ name: String, _ time: String, _ outcome: String) -> String {
        "\(padded(number, widths.number, atEnd: false))  \(padded(name, widths.name))  \(padded(time, 9, atEnd: false))  \(outcome)\n"
    }

    private static func padded(_ text: String, _ width: Int, atEnd: Bool = true) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return atEnd ? text + blanks : blanks + text
    }
}
