import ArgumentParser
import Foundation

/// How a command prints what it found.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case table, json

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// Prints one thing.
    func print(_ value: some Encodable, columns: [(heading: String, text: String)]) throws {
        switch self {
        case .json: Terminal.write(String(decoding: try Self.encoder.encode(value), as: UTF8.self) + "\n")
        case .table:
            let width = columns.map(\.heading.count).max() ?? 0
            for column in columns {
                Terminal.write(
                    column.heading + String(repeating: " ", count: width - column.heading.count + 2) + column.text
                        + "\n")
            }
        }
    }

    /// Prints a list as it comes, so that nothing of it is kept: a list of JSON, or tables of up to a hundred rows.
    func print<Items: AsyncSequence>(
        _ items: Items, headings: [String], row: (Items.Element) -> [String]
    ) async throws where Items.Element: Encodable {
        try await print(items, headings: headings, rows: { [row($0)] })
    }

    /// The same with any number of rows for an item.
    func print<Items: AsyncSequence>(
        _ items: Items, headings: [String], rows: (Items.Element) -> [[String]]
    ) async throws where Items.Element: Encodable {
        let encoder = Self.encoder
        var table = Table(headings)
        var count = 0
        for try await item in items {
            switch self {
            case .json:
                let text = String(decoding: try encoder.encode(item), as: UTF8.self)
                Terminal.write((count == 0 ? "[\n" : ",\n") + text)
            case .table:
                for row in rows(item) { table.add(row) }
                if count % 100 == 99 {
                    Terminal.write(table.text)
                    table = Table(headings)
                }
            }
            count += 1
        }
        switch self {
        case .json: Terminal.write(count == 0 ? "[]\n" : "\n]\n")
        case .table: if count == 0 || count % 100 != 0 { Terminal.write(table.text) }
        }
    }
}

extension Array where Element: Sendable {
    /// The elements as a sequence that can be waited for.
    var async: AsyncStream<Element> {
        AsyncStream { continuation in
            for element in self { continuation.yield(element) }
            continuation.finish()
        }
    }
}
