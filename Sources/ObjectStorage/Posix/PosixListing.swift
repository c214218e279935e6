import Foundation
import Glibc

/// Walks the folders of a tree in the order of the keys' bytes, and no folder that can't have any that are asked for.
struct PosixListing {
    let tree: PosixTree
    let prefix: String
    let after: String?
    let limit: Int

    func page() throws(ObjectStorageError) -> ObjectPage {
        var entries: [ObjectEntry] = []
        // One more than asked for tells whether there are more.
        try walk("", &entries)
        let isMore = entries.count > limit
        if isMore { entries.removeLast() }
        return ObjectPage(entries: entries, next: isMore ? entries.last?.key.text : nil)
    }

    private func walk(_ parent: String, _ entries: inout [ObjectEntry]) throws(ObjectStorageError) {
        for child in try children(of: parent) {
            if entries.count > limit { return }
            if child.hasSuffix("/") {
                if mayHold(child) { try walk(child, &entries) }
            } else if child.utf8.starts(with: prefix.utf8), isBehind(child), let key = try? ObjectKey(child),
                let entry = try tree.entry(key)
            {
                entries.append(entry)
            }
        }
    }

    /// What a folder has, sorted as keys are: objects by their keys, folders by what their keys start with.
    private func children(of parent: String) throws(ObjectStorageError) -> [String] {
        guard let stream = opendir(tree.folder + "/" + parent) else {
            // It may have been removed with its last object.
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw ObjectStorageError(errno: errno, "\(tree.folder)/\(parent) can't be read")
        }
        defer { closedir(stream) }
        var children: [String] = []
        while let item = readdir(stream) {
            let name = withUnsafeBytes(of: item.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            if name.utf8.suffix(ObjectKey.fileSuffix.utf8.count).elementsEqual(ObjectKey.fileSuffix.utf8) {
                children.append(parent + name.dropLast(ObjectKey.fileSuffix.count))
            } else {
                children.append(parent + name + "/")
            }
        }
        return children.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func isBehind(_ key: String) -> Bool {
        guard let after else { return true }
        return after.utf8.lexicographicallyPrecedes(key.utf8)
    }

    /// Whether keys that start with `folder` can be asked for.
    private func mayHold(_ folder: String) -> Bool {
        guard folder.utf8.starts(with: prefix.utf8) || prefix.utf8.starts(with: folder.utf8) else { return false }
        guard let after else { return true }
        return after.utf8.starts(with: folder.utf8) || after.utf8.lexicographicallyPrecedes(folder.utf8)
    }
}
