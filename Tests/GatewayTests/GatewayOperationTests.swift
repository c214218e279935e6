import Foundation
import HTTPTypes
import Testing

@testable import Gateway

@Suite("The table of operations")
struct GatewayOperationTests {
    @Test("has every operation once, and each is in docs/http-api.md under who may")
    func documented() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/http-api.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        var seen: Set<String> = []
        for operation in GatewayOperation.allCases {
            let row = operation.row
            #expect(seen.insert("\(row.method) \(row.path)").inserted)
            let path = row.path.split(separator: "/").map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
                .joined(separator: "/")
            let lines = text.split(separator: "\n").filter {
                $0.hasPrefix("|") && $0.contains("\(path)`") && $0.contains("| \(row.access.name) |")
                    && ($0.contains("`\(row.method.rawValue) \(path)`") || $0.contains("`\(row.method.rawValue) "))
            }
            #expect(!lines.isEmpty, "\(operation): \(row.method) \(path) for \(row.access.name)")
        }
    }
}
