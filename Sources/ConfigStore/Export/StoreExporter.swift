package import Foundation

/// Writes a whole store as an export.
package struct StoreExporter: Sendable {
    private let store: any DataStore
    private let product: String
    private let now: @Sendable () -> Date

    /// - Parameters:
    ///   - store: What is exported.
    ///   - product: The version of the product, for the header.
    ///   - now: The clock.
    package init(store: any DataStore, product: String, now: @escaping @Sendable () -> Date) {
        self.store = store
        self.product = product
        self.now = now
    }

    /// Writes everything as it is at one revision, while others go on writing.
    ///
    /// - Parameter write: Takes the bytes, a page at a time; the next page is read when it has returned.
    /// - Returns: What was written.
    @discardableResult
    package func export(_ write: ([UInt8]) async throws -> Void) async throws -> ExportHeader {
        try await store.export { export in
            var encoder = ExportEncoder()
            let header = ExportHeader(
                product: product, revision: export.revision, generation: export.generation, time: now(),
                store: export.store)
            try await write(try encoder.begin(header))
            while true {
                let items = try await export.next()
                if items.isEmpty { break }
                try await write(try encoder.lines(items))
            }
            try await write(try encoder.end())
            return header
        }
    }
}
