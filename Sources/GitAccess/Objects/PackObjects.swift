import CGit2
import Foundation

/// The objects of one pack, through libgit2, in a folder that goes with it.
final class PackObjects {
    /// What a commit has at a path.
    enum Entry {
        case file(id: String)
        /// A folder, a link or a submodule.
        case other
    }

    private static let isReady = git_libgit2_init() > 0

    private let folder: URL
    private var odb: OpaquePointer?
    private var repository: OpaquePointer?

    /// Indexes a pack that `PackScanner` has passed.
    ///
    /// - Throws: `GitError.badAnswer`: libgit2 finds it broken.
    init(_ pack: [UInt8], patience: Patience) throws(GitError) {
        guard Self.isReady else { throw .badAnswer("libgit2 can't be used") }
        folder = URL.temporaryDirectory.appending(component: "sallyport-pack-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .badAnswer("there is no room to unpack it")
        }
        do throws(GitError) {
            try index(pack, patience)
            try open()
        } catch {
            close()
            throw error
        }
    }

    deinit { close() }

    /// What a commit has at a path; nil for nothing.
    func entry(_ path: String, inCommit id: String) throws(GitError) -> Entry? {
        var commit: OpaquePointer?
        var tree: OpaquePointer?
        var entry: OpaquePointer?
        defer {
            git_tree_entry_free(entry)
            git_tree_free(tree)
            git_commit_free(commit)
        }
        var oid = try Self.oid(id)
        guard git_commit_lookup(&commit, repository, &oid) == 0, git_commit_tree(&tree, commit) == 0 else {
            throw .commitNotFound
        }
        guard git_tree_entry_bypath(&entry, tree, path) == 0 else { return nil }
        switch git_tree_entry_filemode(entry) {
        case GIT_FILEMODE_BLOB, GIT_FILEMODE_BLOB_EXECUTABLE:
            guard let id = git_tree_entry_id(entry) else { return nil }
            return .file(id: Self.text(id))
        default: return .other
        }
    }

    /// What a commit says.
    func commit(_ id: String, maxBytes: Int) throws(GitError) -> GitCommit {
        var commit: OpaquePointer?
        defer { git_commit_free(commit) }
        var oid = try Self.oid(id)
        guard git_commit_lookup(&commit, repository, &oid) == 0, let message = git_commit_message(commit) else {
            throw .commitNotFound
        }
        guard strlen(message) <= maxBytes else { throw .tooLarge("the commit's message") }
        return GitCommit(id: id, message: String(cString: message))
    }

    /// A file's bytes; nil when the pack does not have it.
    func file(_ id: String, maxBytes: Int) throws(GitError) -> [UInt8]? {
        var blob: OpaquePointer?
        defer { git_blob_free(blob) }
        var oid = try Self.oid(id)
        guard git_blob_lookup(&blob, repository, &oid) == 0 else { return nil }
        let size = Int(git_blob_rawsize(blob))
        guard size <= maxBytes else { throw .tooLarge("the file") }
        return Array(UnsafeRawBufferPointer(start: git_blob_rawcontent(blob), count: size))
    }

    private func index(_ pack: [UInt8], _ patience: Patience) throws(GitError) {
        var indexer: OpaquePointer?
        guard git_indexer_new(&indexer, folder.path, 0o600, nil, nil) == 0 else {
            throw .badAnswer("there is no room to unpack it")
        }
        defer { git_indexer_free(indexer) }
        var progress = git_indexer_progress()
        let size = 1 << 20
        var start = 0
        while start < pack.count {
            try patience.check()
            let end = min(start + size, pack.count)
            let result = pack[start..<end].withUnsafeBytes {
                git_indexer_append(indexer, $0.baseAddress, $0.count, &progress)
            }
            guard result == 0 else { throw .badAnswer("its pack is broken") }
            start = end
        }
        guard git_indexer_commit(indexer, &progress) == 0 else { throw .badAnswer("its pack is broken") }
    }

    private func open() throws(GitError) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        guard let index = names.first(where: { $0.hasSuffix(".idx") }) else {
            throw .badAnswer("its pack is broken")
        }
        var backend: UnsafeMutablePointer<git_odb_backend>?
        guard git_odb_new(&odb) == 0,
            git_odb_backend_one_pack(&backend, folder.appending(component: index).path) == 0,
            git_odb_add_backend(odb, backend, 1) == 0, git_repository_wrap_odb(&repository, odb) == 0
        else { throw .badAnswer("its pack is broken") }
    }

    private func close() {
        git_repository_free(repository)
        git_odb_free(odb)
        repository = nil
        odb = nil
        try? FileManager.default.removeItem(at: folder)
    }

    private static func oid(_ id: String) throws(GitError) -> git_oid {
        var oid = git_oid()
        guard git_oid_fromstr(&oid, id) == 0 else { throw .commitNotFound }
        return oid
    }

    private static func text(_ id: UnsafePointer<git_oid>) -> String {
        var buffer = [CChar](repeating: 0, count: 41)
        git_oid_tostr(&buffer, buffer.count, id)
        return String(decoding: buffer.prefix(40).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
