import Foundation

/// The files of a database.
package enum SQLiteFile {
    /// How many bytes a database takes, with its log.
    package static func bytes(_ path: String) -> Int {
        ["", "-wal"].reduce(0) { sum, suffix in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path + suffix)
            return sum + ((attributes?[.size] as? NSNumber)?.intValue ?? 0)
        }
    }
}
