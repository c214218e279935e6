import Foundation
import Glibc

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
        var sums: [UInt: Int] = [:]
        for need in needs {
            var (status, system) = (stat(), statvfs())
            guard stat(need.folder, &status) == 0, statvfs(need.folder, &system) == 0 else { continue }
            let sum = sums[UInt(status.st_dev), default: 0] + need.bytes
            sums[UInt(status.st_dev)] = sum
            let free = Int(clamping: system.f_bavail) * Int(system.f_frsize)
            if free < sum { throw MissingRoom(place: need.folder, neededBytes: sum, freeBytes: free) }
        }
    }
}
