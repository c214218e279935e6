import StrictYAML
import Validation

/// Repositories, refs, commits and files.
extension ManifestReader {
    private static let repositoryPlaceholders: Placeholders = [
        "path": .slashed, "owner": .slashed, "repository": .text,
    ]

    /// The placeholders of an operation in a repository.
    static func inRepository(_ others: Placeholders = [:]) -> Placeholders {
        repositoryPlaceholders.merging(others) { $1 }
    }

    func repositories() -> RepositoriesSection? {
        guard let entry = root.optionalMap("repositories") else { return nil }
        let list = list(entry.map("list"), [:])
        let byPath = entry.map("byPath").flatMap { operation($0, Self.inRepository(), needs: [.repository]) }
        let byID = entry.map("byID").flatMap(repositoryByID)
        var operations = [list?.operation, byPath]
        if case .asked(let operation)? = byID { operations.append(operation) }
        let answer: AnswerMap<RepositoryField>? = answer(entry.map("answer"), AnswerKind(operations))
        guard let list, let byPath, let byID, let answer else { return nil }
        return RepositoriesSection(list: list, byPath: byPath, byID: byID, answer: answer)
    }

    private func repositoryByID(_ entry: YAMLMap) -> RepositoriesSection.ByID? {
        guard entry.has("search") else {
            return operation(entry, ["id": .text], needs: [.all("id")]).map { .asked($0) }
        }
        if entry.string("search") != "list" {
            entry.problem(at: "search", .notSupported, "what can be searched is list")
        }
        return .searched
    }

    func refs() -> RefsSection? {
        guard let entry = root.optionalMap("refs") else { return nil }
        let (one, branches, tags, commit) = (
            entry.map("ref"), entry.map("branches"), entry.map("tags"), entry.map("commit")
        )
        let target = one.flatMap {
            operation(
                $0, Self.inRepository(["ref": .slashed, "shortRef": .slashed]),
                needs: [.repository, RequestNeed(oneOf: [["ref"], ["shortRef"]])])
        }
        let targetAnswer: AnswerMap<TargetField>? = answer(one?.map("answer"), AnswerKind([target]))
        let branchList = list(branches, Self.inRepository(), needs: [.repository])
        let branchAnswer: AnswerMap<RefField>? = answer(branches?.map("answer"), AnswerKind([branchList?.operation]))
        let tagList = list(tags, Self.inRepository(), needs: [.repository])
        let tagAnswer: AnswerMap<RefField>? = answer(tags?.map("answer"), AnswerKind([tagList?.operation]))
        let asked = commit.flatMap {
            operation($0, Self.inRepository(["sha": .text]), needs: [.repository, .all("sha")])
        }
        let commitAnswer: AnswerMap<CommitField>? = answer(commit?.map("answer"), AnswerKind([asked]))
        guard let target, let targetAnswer, let branchList, let branchAnswer, let tagList, let tagAnswer, let asked,
            let commitAnswer
        else { return nil }
        return RefsSection(
            target: target, targetAnswer: targetAnswer, branches: branchList, branchAnswer: branchAnswer,
            tags: tagList, tagAnswer: tagAnswer, commit: asked, commitAnswer: commitAnswer)
    }

    func files() -> Operation? {
        root.optionalMap("files").flatMap {
            operation(
                $0, Self.inRepository(["file": .slashed, "at": .slashed]),
                needs: [.repository, .all("file", "at")])
        }
    }
}
