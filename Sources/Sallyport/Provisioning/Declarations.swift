import Foundation
import RemoteSources
import StrictYAML
import Validation

/// Everything that a file declares, or all the files of a folder together.
struct Declarations: Sendable {
    /// In the files' order; names are unique. Nil when no file has the section, as with the others: then it is nobody's
    /// business here, and nothing of it is deleted.
    private(set) var remoteSources: [RemoteSourceDeclaration]?
    private(set) var organizations: [OrganizationDeclaration]?
    private(set) var connections: [ConnectionDeclaration]?
    private(set) var projectGroups: [ProjectGroupDeclaration]?
    private(set) var secrets: [SecretDeclaration]?
    private(set) var variables: [VariableDeclaration]?
    private(set) var validators: [ValidatorDeclaration]?
    /// Where relative paths of secrets start.
    let directory: String

    /// Reads a file, or every `*.yaml` and `*.yml` in a folder.
    ///
    /// - Parameters:
    ///   - path: Its path.
    ///   - registry: The drivers that there are; nil when that is for the server to say.
    /// - Throws: `YAMLProblems` with everything that is wrong; `CommandFailure` when something can't be read.
    init(at path: String, registry: DriverRegistry? = nil) throws {
        let files = try DeclarationFiles(at: path)
        directory = files.directory
        var problems: [YAMLProblem] = []
        let documents = try files.paths.compactMap { file -> YAMLDocument? in
            do {
                return try YAMLDocument.parse(try InputFile.bytes(of: file), file: file)
            } catch let found as YAMLProblems {
                problems += found.all
                return nil
            }
        }
        remoteSources = DeclaredSection("remoteSources", "remote source", nameKey: "name").read(documents) {
            RemoteSourceDeclaration($0, registry: registry)
        }
        organizations = DeclaredSection("organizations", "organization", nameKey: "name").read(documents) {
            OrganizationDeclaration($0)
        }
        connections = DeclaredSection("connections", "connection", nameKey: "name").read(documents) {
            ConnectionDeclaration($0)
        }
        projectGroups = DeclaredSection("projectGroups", "project group", nameKey: "path").read(documents) {
            ProjectGroupDeclaration($0)
        }
        secrets = DeclaredSection("secrets", "secret", nameKey: "name").read(documents) { SecretDeclaration($0) }
        variables = DeclaredSection("variables", "variable", nameKey: "name").read(documents) {
            VariableDeclaration($0)
        }
        validators = DeclaredSection("validators", "validator", nameKey: "name").read(documents) {
            ValidatorDeclaration($0, directory: files.directory, problems: &problems)
        }
        if counts.isEmpty, problems.isEmpty, let root = documents.first?.root {
            root.problem(
                .required,
                "nothing is declared: remoteSources, organizations, connections, projectGroups, secrets, variables or "
                    + "validators is needed")
        }
        for document in documents {
            do throws(YAMLProblems) {
                try document.finish()
            } catch {
                problems += error.all
            }
        }
        if !problems.isEmpty { throw YAMLProblems(problems) }
    }

    /// Such as `2 remote sources, 1 organization`.
    var summary: String {
        counts.map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: ", ")
    }

    /// How many there are in each section that some file has.
    private var counts: [(Int, String)] {
        [
            (remoteSources?.count, "remote source"), (organizations?.count, "organization"),
            (connections?.count, "connection"), (projectGroups?.count, "project group"), (secrets?.count, "secret"),
            (variables?.count, "variable"),
            (validators?.count, "validator"),
        ].compactMap { count, what in count.map { ($0, what) } }
    }

    /// Points every declared remote source at one forge.
    mutating func replaceAPIURLs(with url: String) {
        for index in remoteSources?.indices ?? 0..<0 { remoteSources?[index].apiURL = url }
    }
}
