import Foundation

/// Something is larger than the room that is left for it: nothing has been written.
package struct MissingRoom: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is written to: a folder, or a store.
    package var place: String
    package var neededBytes: Int
    package var freeBytes: Int

    package init(place: String, neededBytes: Int, freeBytes: Int) {
        self.place = place
        self.neededBytes = neededBytes
        self.freeBytes = freeBytes
    }

    package var description: String {
        "about \(neededBytes) bytes are needed in \(place), and \(freeBytes) are free there: make room first"
    }

    /// What is to be written into a folder.
    package struct Need: Sendable, Hashable {
        package var folder: String
        package var bytes: Int

        package init(folder: String, bytes: Int) {
            self.folder = folder
            self.bytes = bytes
        }
    }

    /// Looks whether there is room for all of it: what is on one file system is added up. Blocks.
    ///
    /// - Throws: `MissingRoom`; a file system that can't be asked has room.
    package static func check(_ needs: [Need]) throws(MissingRoom) {
        var sums: [NSNumber: Int] = [:]
        for need in needs {
            guard let system = try? FileManager.default.attributesOfFileSystem(forPath: need.folder),
                let number = system[.systemNumber] as? NSNumber, let size = system[.systemFreeSize] as? NSNumber
            else { continue }
            let sum = min(sums[number, default: 0], Int.max - need.bytes) + need.bytes
            sums[number] = sum
            let free = size.intValue
            if free < sum { throw MissingRoom(place: need.folder, neededBytes: sum, freeBytes: free) }
        }
    }
}
