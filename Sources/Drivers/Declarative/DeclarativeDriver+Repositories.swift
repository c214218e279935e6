package import RemoteSources

/// Repositories, refs, commits and files.
extension DeclarativeDriver {
    /// How many pages are looked through for a repository.
    private static let maxSearchedPages = 8

    package func repositories(page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRepository>> {
        let section = try declared(repositories, .repositories)
        return try self.page(section.list, [:], page) { scope throws(AnswerMismatch) in
            try section.answer.repository(scope)
        }
    }

    package func repository(path: RepositoryPath) async throws(DriverError) -> Call<RemoteRepository> {
        let section = try declared(repositories, .repositories)
        return try value(run(section.byPath), try values(of: path)) { scope throws(AnswerMismatch) in
            try section.answer.repository(scope)
        }
    }

    package func repository(id: String) async throws(DriverError) -> Call<RemoteRepository> {
        let section = try declared(repositories, .repositories)
        switch section.byID {
        case .asked(let operation):
            return try value(run(operation), ["id": .text(id)]) { scope throws(AnswerMismatch) in
                try section.answer.repository(scope)
            }
        case .searched:
            return try search(section, id: id, page: nil, pagesLeft: Self.maxSearchedPages)
        }
    }

    private func search(
        _ section: RepositoriesSection, id: String, page: PageToken?, pagesLeft: Int
    ) throws(DriverError) -> Call<RemoteRepository> {
        let list: Call<Page<RemoteRepository>> = try self.page(section.list, [:], page) {
            scope throws(AnswerMismatch) in try section.answer.repository(scope)
        }
        return Call(list.request) { response throws(DriverError) in
            guard case .done(let page) = try await list.read(response) else {
                throw .unavailable("a list that is searched is one request a page")
            }
            if let found = page.items.first(where: { $0.id == id }) { return .done(found) }
            guard let next = page.next else { throw .notFound("the forge lists no repository of this id") }
            guard pagesLeft > 1 else {
                throw .notFound("none of the first \(Self.maxSearchedPages) pages has a repository of this id")
            }
            return .next(try search(section, id: id, page: next, pagesLeft: pagesLeft - 1))
        }
    }

    package func ref(_ name: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteRef> {
        let section = try declared(refs, .refs)
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.first == "refs", parts.count > 2, !parts.contains("") else {
            throw .invalid(field: "ref", message: "a full ref such as refs/heads/main is needed")
        }
        var values = try values(of: repository)
        values["ref"] = .slashed(name)
        values["shortRef"] = .slashed(parts.dropFirst(2).joined(separator: "/"))
        return try value(run(section.target), values) { scope throws(AnswerMismatch) in
            RemoteRef(name: name, commitSHA: try section.targetAnswer.commitSHA(scope))
        }
    }

    package func branches(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<RemoteRef>> {
        let section = try declared(refs, .refs)
        return try self.page(section.branches, try values(of: repository), page) { scope throws(AnswerMismatch) in
            try section.branchAnswer.ref(scope)
        }
    }

    package func tags(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<RemoteRef>> {
        let section = try declared(refs, .refs)
        return try self.page(section.tags, try values(of: repository), page) { scope throws(AnswerMismatch) in
            try section.tagAnswer.ref(scope)
        }
    }

    package func commit(_ sha: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteCommit> {
        let section = try declared(refs, .refs)
        var values = try values(of: repository)
        values["sha"] = .text(try CommitSHA.checked(sha))
        return try value(run(section.commit), values) { scope throws(AnswerMismatch) in
            try section.commitAnswer.commit(scope)
        }
    }

    package func file(
        _ path: String, at ref: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<[UInt8]> {
        let operation = try declared(files, .files)
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw .invalid(field: "path", message: "a file's path has no empty parts, and no . or ..")
        }
        guard !ref.isEmpty else { throw .invalid(field: "ref", message: "a commit, branch or tag is needed") }
        var values = try values(of: repository)
        values["file"] = .slashed(path)
        values["at"] = .slashed(ref)
        return try run(operation).bytes(values)
    }
}
