import Foundation
package import HTTPTransport

/// One repository, as an API that a driver of the config type `manual` asks through the host as every other driver asks its
/// forge's: what git says, in JSON. `docs/drivers.md` has its requests.
package struct GitAPI: HTTPTransport {
    /// What its requests go below. It leads nowhere: the repository is the one that this was made for.
    package static let url = "https://repository.invalid"

    private let git: any GitTransport
    private let repository: GitRepository

    package init(_ git: any GitTransport, _ repository: GitRepository) {
        self.git = git
        self.repository = repository
    }

    package func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        guard request.method == "GET", let question = GitQuestion(request.url) else {
            return Self.refusal(.notFound("there is no such question to a repository"))
        }
        let bounds = GitBounds(deadline: request.deadline, maxBytes: request.maxResponseBytes)
        let answer: Result<TransportResponse, DriverError>
        switch question {
        case .refs(let prefix):
            answer = try await git.refs(of: repository, within: bounds).map { listing in
                Self.json(listing.refs.filter { $0.name.hasPrefix(prefix) }.map(GitRefAnswer.init))
            }
        case .ref(let name):
            answer = try await git.refs(of: repository, within: bounds).flatMap { listing in
                guard let ref = listing.ref(name) else { return .failure(.notFound("there is no ref \(name)")) }
                return .success(Self.json(GitRefAnswer(ref)))
            }
        case .commit(let sha):
            answer = try await git.commit(sha, in: repository, within: bounds).map { commit in
                Self.json(GitCommitAnswer(sha: commit.sha, message: commit.message))
            }
        case .file(let sha, let path):
            answer = try await git.file(path, at: sha, in: repository, within: bounds).map { bytes in
                TransportResponse(
                    status: 200, headers: [TransportHeader("Content-Type", "application/octet-stream")], body: bytes)
            }
        }
        switch answer {
        case .success(let response): return response
        case .failure(let error): return Self.refusal(error)
        }
    }

    private static func json(_ value: some Encodable, status: Int = 200) -> TransportResponse {
        // A value of texts alone always becomes JSON.
        let body = (try? encoder.encode(value)).map { Array($0) } ?? []
        return TransportResponse(
            status: status, headers: [TransportHeader("Content-Type", "application/json")], body: body)
    }

    /// The status that the host's readers take for this error.
    private static func refusal(_ error: DriverError) -> TransportResponse {
        let status =
            switch error {
            case .unauthorized: 401
            case .forbidden: 403
            case .notFound, .ignored: 404
            case .moved: 301
            case .conflict: 409
            case .rateLimited: 429
            case .invalid: 422
            case .unavailable, .notSupported: 502
            }
        return json(["message": error.message], status: status)
    }

    private static let encoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return encoder
    }()
}

private struct GitRefAnswer: Encodable {
    let name: String
    let sha: String

    init(_ ref: RemoteRef) {
        name = ref.name
        sha = ref.commitSHA
    }
}

private struct GitCommitAnswer: Encodable {
    let sha: String
    let message: String
}

extension GitRefs {
    /// The ref of a full name, what HEAD points to, or the branch or else the tag of a short name.
    fileprivate func ref(_ name: String) -> RemoteRef? {
        if name == "HEAD" { return head.flatMap { head in refs.first { $0.name == head } } }
        let names = name.hasPrefix("refs/") ? [name] : ["refs/heads/\(name)", "refs/tags/\(name)"]
        return names.lazy.compactMap { name in refs.first { $0.name == name } }.first
    }
}
