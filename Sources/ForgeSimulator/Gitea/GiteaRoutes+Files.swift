import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Commits and files.
extension GiteaRoutes {
    func addFiles(to api: RouterGroup<Context>) {
        let repository = api.group("repos/:owner/:name")
        repository.get("git/commits/:sha") { request, context in
            let sha = try context.parameter("sha")
            return try answer(request, context) { data, scope in
                guard ForgeObjectID.isOne(sha) else { throw ForgeRefusal.unprocessable("no valid sha: \(sha)") }
                guard let commit = scope.repository.commits[sha] else { throw ForgeRefusal.missing(sha) }
                let author = data.users[commit.authorID]?.giteaJSON(data.links) ?? .null
                return commit.giteaJSON(data.links, path: scope.path, author: author)
            }
        }
        repository.get("contents") { request, context in try contents("", request, context) }
        repository.get("contents/**") { request, context in try contents(try context.rest(), request, context) }
        repository.get("raw/**") { request, context in
            let path = try context.rest()
            let ref = query(request).first { $0.name == "ref" }?.value
            var file: [UInt8] = []
            _ = try answer(request, context) { _, scope in
                guard let commit = scope.repository.commit(at: ref),
                    let found = scope.repository.files(at: commit)[path]
                else { throw ForgeRefusal.notFound }
                file = found
                return .null
            }
            return Response(
                status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(bytes: file)))
        }
    }

    private func contents(_ path: String, _ request: Request, _ context: Context) throws -> Response {
        let asked = query(request).first { $0.name == "ref" }?.value
        return try answer(request, context) { data, scope in
            let ref = asked.flatMap { $0.isEmpty ? nil : $0 } ?? scope.repository.defaultBranch
            guard let commit = scope.repository.commit(at: ref) else {
                throw ForgeRefusal.missing(
                    "GetContentsOrList", errors: ["object does not exist [id: \(ref), rel_path: ]"])
            }
            let files = scope.repository.files(at: commit)
            if let bytes = files[path] {
                return GiteaFile(path: path, bytes: bytes).giteaJSON(
                    data.links, path: scope.path, ref: ref, isWhole: true)
            }
            let below = files.filter { $0.key.hasPrefix(path.isEmpty ? "" : path + "/") }.sorted { $0.key < $1.key }
            guard !below.isEmpty else {
                throw ForgeRefusal.missing(
                    "GetContentsOrList", errors: ["object does not exist [id: , rel_path: \(path)]"])
            }
            return .array(
                below.map { file in
                    GiteaFile(path: file.key, bytes: file.value)
                        .giteaJSON(data.links, path: scope.path, ref: ref, isWhole: false)
                })
        }
    }
}

/// A file as the API describes it.
struct GiteaFile: Sendable {
    let path: String
    let bytes: [UInt8]

    /// - Parameter isWhole: Whether the content is there too; lists leave it out.
    func giteaJSON(_ links: ForgeLinks, path repository: String, ref: String, isWhole: Bool) -> ForgeJSON {
        let api = links.repository(repository)
        let url = ForgeJSON.string("\(api)/contents/\(path)?ref=\(ForgeForm.encoded(ref))")
        let html = ForgeJSON.string(links.web("\(repository)/src/branch/\(ref)/\(path)"))
        let sha = ForgeObjectID.of("blob", bytes)
        let git = ForgeJSON.string("\(api)/git/blobs/\(sha)")
        return [
            "name": .string(path.split(separator: "/").last.map(String.init) ?? path), "path": .string(path),
            "sha": .string(sha), "type": "file", "size": .count(bytes.count), "encoding": isWhole ? "base64" : .null,
            "content": isWhole ? .string(Data(bytes).base64EncodedString()) : .null, "target": .null, "url": url,
            "html_url": html, "git_url": git,
            "download_url": .string(links.web("\(repository)/raw/branch/\(ref)/\(path)")),
            "submodule_git_url": .null, "_links": ["self": url, "git": git, "html": html],
        ]
    }
}
