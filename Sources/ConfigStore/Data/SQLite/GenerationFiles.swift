import Foundation
import SQLiteAccess

/// The files of a data folder's generations, and which of them is the current one: `configstore.db` is the first,
/// `configstore-2.db` the second, and `configstore.current` has the number. Before the first import it is not there.
struct GenerationFiles: Sendable {
    let directory: String

    func path(_ number: Int) -> String {
        number == 1 ? directory + "/configstore.db" : directory + "/configstore-\(number).db"
    }

    /// A generation that is being written.
    func unfinishedPath(_ number: Int) -> String { path(number) + ".new" }

    private var pointer: String { directory + "/configstore.current" }

    /// - Throws: `StoreError.unusable`.
    func current() throws(StoreError) -> Int {
        guard hasPointer else {
            // An import writes it before anything else: somebody has removed it, and the first generation is an old one.
            guard let newest = numbers().last, newest > 1 else { return 1 }
            throw .unusable("\(pointer) is missing: it has the number of the current configstore-NUMBER.db, as a line")
        }
        let text = FileManager.default.contents(atPath: pointer).map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard text.hasSuffix("\n"), let number = Int(text.dropLast()), number > 0 else {
            throw .unusable("\(pointer) should have the number of a configstore-NUMBER.db and no more: correct it")
        }
        guard number == 1 || FileManager.default.fileExists(atPath: path(number)) else {
            throw .unusable("\(path(number)) is missing, and \(pointer) names it: restore it from a backup")
        }
        return number
    }

    private var hasPointer: Bool { FileManager.default.fileExists(atPath: pointer) }

    /// Gets ready for a new generation: what is left of others that were begun goes.
    ///
    /// - Returns: Its number.
    func begin() throws(StoreError) -> Int {
        if !hasPointer { try makeCurrent(1) }
        try removeUnfinished()
        return (numbers().last ?? 1) + 1
    }

    /// The switch itself.
    func makeCurrent(_ number: Int) throws(StoreError) {
        try DurableFile.replace(pointer, with: Array("\(number)\n".utf8))
    }

    /// Those that are there, in the order of their numbers.
    func numbers() -> [Int] {
        names().compactMap { name in
            if name == "configstore.db" { return 1 }
            guard name.hasPrefix("configstore-"), name.hasSuffix(".db") else { return nil }
            return Int(name.dropFirst("configstore-".count).dropLast(".db".count))
        }.sorted()
    }

    /// Removes what an import that was interrupted has left: what was being written, and what never became the current one.
    func removeUnfinished() throws(StoreError) {
        let current = try current()
        for name in names() where name.hasPrefix("configstore") && name.contains(".db.new") {
            try? FileManager.default.removeItem(atPath: directory + "/" + name)
        }
        for number in numbers() where number > current { remove(number) }
    }

    /// Removes a generation's files.
    func remove(_ number: Int) {
        for path in [path(number), unfinishedPath(number)] {
            // The database last: without its log it would be another one.
            for suffix in ["-shm", "-wal", "-journal", ""] {
                try? FileManager.default.removeItem(atPath: path + suffix)
            }
        }
    }

    func generation(_ number: Int, isCurrent: Bool) -> Generation {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path(number))
        return Generation(
            number: number, isCurrent: isCurrent, bytes: SQLiteFile.bytes(path(number)),
            time: attributes?[.modificationDate] as? Date)
    }

    private func names() -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    }
}
