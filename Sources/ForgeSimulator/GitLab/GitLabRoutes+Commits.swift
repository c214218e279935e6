import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

private struct NewStatus: Decodable {
    var state: String
    var name: String?
    var context: String?
    var ref: String?
    var description: String?
    var target_url: String?
}

/// Commits, their statuses and files.
extension GitLabRoutes {
    func addCommits(to project: RouterGroup<Context>) {
        let repository = project.group("repository")
        repository.get("commits/:sha") { request, context in
            let sha = try context.parameter("sha")
            return try answer(request, context) { data, scope in
                guard let commit = scope.repository.commit(at: sha) else {
                    throw ForgeRefusal.missing("404 Commit Not Found")
                }
                let status = scope.repository.statuses.last { $0.sha == commit.sha }?.state
                return commit.gitLabJSON(data.links, path: scope.path)
                    .adding("last_pipeline", .null)
                    .adding("stats", ["additions": 1, "deletions": 0, "total": 1])
                    .adding("status", .orNull(status))
            }
        }
        repository.get("commits/:sha/statuses") { request, context in
            let sha = try context.parameter("sha")
            return try answerPage(request, context) { data, scope in
                scope.repository.statuses.filter { $0.sha == sha }.map { status in
                    let json = data.gitLabJSON(status)
                    return { json }
                }
            }
        }
        addFiles(to: repository)
        addStatuses(to: project)
    }

    private func addFiles(to repository: RouterGroup<Context>) {
        repository.get("files/:path/raw") { request, context in
            var bytes: [UInt8] = []
            _ = try file(request, context) { file, _, _ in
                bytes = file
                return .null
            }
            return Response(
                status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        repository.get("files/:path") { request, context in
            let path = try context.parameter("path")
            return try file(request, context) { bytes, ref, commit in
                [
                    "file_name": .string(path.split(separator: "/").last.map(String.init) ?? path),
                    "file_path": .string(path), "size": .count(bytes.count), "encoding": "base64",
                    "content": .string(Data(bytes).base64EncodedString()), "ref": .string(ref),
                    "blob_id": .string(ForgeObjectID.of("blob", bytes)), "commit_id": .string(commit.sha),
                    "last_commit_id": .string(commit.sha),
                ]
            }
        }
    }

    private func file(
        _ request: Request, _ context: Context, _ body: ([UInt8], String, ForgeCommit) -> ForgeJSON
    ) throws -> Response {
        let path = try context.parameter("path")
        let asked = query(request).first { $0.name == "ref" }?.value
        return try answer(request, context) { _, scope in
            let ref = asked ?? "HEAD"
            guard let commit = scope.repository.commit(at: ref == "HEAD" ? nil : ref) else {
                throw ForgeRefusal.missing("404 Commit Not Found")
            }
            guard let file = scope.repository.files(at: commit)[path] else {
                throw ForgeRefusal.missing("404 File Not Found")
            }
            return body(file, ref, commit)
        }
    }

    private func addStatuses(to project: RouterGroup<Context>) {
        project.post("statuses/:sha") { request, context in
            let sha = try context.parameter("sha")
            let new = try await body(NewStatus.self, request, context)
            return try answer(request, context, 201, needs: .write) { data, scope in
                guard scope.repository.commits[sha] != nil else {
                    throw ForgeRefusal.missing("404 Commit Not Found")
                }
                guard let event = Self.transitions[new.state] else {
                    throw ForgeRefusal(status: 400, body: .sentence("state does not have a valid value"))
                }
                let name = new.name ?? new.context ?? "default"
                let last = scope.repository.statuses.last { $0.sha == sha && $0.context == name }
                if last?.state == new.state {
                    let reason = "Status cannot transition via \"\(event)\""
                    throw ForgeRefusal(
                        status: 400,
                        body: .sentence(
                            "Cannot transition status via :\(event) from :\(new.state) (Reason(s): \(reason))"))
                }
                let status = ForgeStatus(
                    id: data.nextID(.status), sha: sha, state: new.state, targetURL: new.target_url ?? "",
                    text: new.description ?? "", context: name, creatorID: try scope.user().id, created: data.now(),
                    ref: new.ref)
                data.add(status, to: scope.repository.id)
                return data.gitLabJSON(status)
            }
        }
    }

    /// The states, and the event that leads to each.
    private static let transitions = [
        "pending": "enqueue", "running": "run", "success": "success", "failed": "drop", "canceled": "cancel",
        "skipped": "skip",
    ]
}
