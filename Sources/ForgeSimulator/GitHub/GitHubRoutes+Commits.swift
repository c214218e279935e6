import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

private struct NewStatus: Decodable {
    var state: String
    var target_url: String?
    var description: String?
    var context: String?
}

/// Commits, their statuses and files.
extension GitHubRoutes {
    private static let states: Set<String> = ["error", "failure", "pending", "success"]
    private static let maxDescription = 140

    func addCommits(to repository: RouterGroup<Context>) {
        repository.get("commits/:sha") { request, context in
            let sha = try context.parameter("sha")
            return try answer(request, context) { data, scope in
                try Self.checkNotEmpty(scope)
                guard let commit = scope.repository.commit(at: sha) else {
                    throw ForgeRefusal.unprocessable("No commit found for SHA: \(sha)")
                }
                return Answer(json: data.gitHubJSON(commit, scope.path))
            }
        }
        repository.get("commits/:sha/statuses") { request, context in
            let sha = try context.parameter("sha")
            return try answer(request, context) { data, scope in
                let statuses = scope.repository.statuses.reversed().filter { $0.sha == sha }
                return page(request, statuses.map { [data] status in { data.gitHubJSON(status, scope.path) } }, data)
            }
        }
        repository.post("statuses/:sha") { request, context in
            let sha = try context.parameter("sha")
            let new = try await body(NewStatus.self, request, context)
            return try answer(request, context, needs: .write) { data, scope in
                guard scope.repository.commits[sha] != nil else {
                    throw ForgeRefusal.unprocessable("No commit found for SHA: \(sha)")
                }
                guard Self.states.contains(new.state) else {
                    throw ForgeRefusal(
                        status: 422, body: .fields([(name: "state", problem: "is not included in the list")]))
                }
                guard (new.description ?? "").count <= Self.maxDescription else {
                    throw ForgeRefusal(
                        status: 422,
                        body: .fields([(name: "description", problem: "is too long (maximum is 140 characters)")]))
                }
                let status = ForgeStatus(
                    id: data.nextID(.status), sha: sha, state: new.state, targetURL: new.target_url ?? "",
                    text: new.description ?? "", context: new.context ?? "default", creatorID: try scope.user().id,
                    created: data.now())
                data.add(status, to: scope.repository.id)
                return Answer(json: data.gitHubJSON(status, scope.path), status: 201)
            }
        }
        repository.get("contents/**") { request, context in try contents(request, context) }
    }

    private func contents(_ request: Request, _ context: Context) throws -> Response {
        let path = try context.rest()
        let ref = query(request).first { $0.name == "ref" }?.value
        var raw: [UInt8]?
        let isRaw = request.headers[.accept]?.contains(".raw") == true
        let response = try answer(request, context) { data, scope in
            guard let commit = scope.repository.commit(at: ref) else {
                throw ForgeRefusal.missing("No commit found for the ref \(ref ?? "")")
            }
            let files = scope.repository.files(at: commit)
            let asked = ref ?? scope.repository.defaultBranch
            if let bytes = files[path] {
                if isRaw { raw = bytes }
                return Answer(json: data.links.gitHubFile(path, bytes, in: scope.path, ref: asked, isWhole: true))
            }
            let below = files.filter { $0.key.hasPrefix(path + "/") }.sorted { $0.key < $1.key }
            guard !below.isEmpty else { throw ForgeRefusal.notFound }
            return Answer(
                json: .array(
                    below.map { data.links.gitHubFile($0.key, $0.value, in: scope.path, ref: asked, isWhole: false) }))
        }
        guard let raw, response.status == .ok else { return response }
        var headers = response.headers
        headers[.contentType] = "application/vnd.github.raw+json; charset=utf-8"
        headers[.contentLength] = nil
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: raw)))
    }
}
