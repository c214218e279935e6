package import Foundation

extension GitServer {
    /// A repository that has something of everything, with the same ids wherever it is made.
    package struct Sample: Sendable {
        /// What `main`, and the tags `light` and `v1`, lead to.
        package let main: String
        /// What `feature/x` leads to.
        package let feature: String

        package static let files: [String: Data] = [
            "README.md": Data("# Hello\n".utf8), "docs/a guide.txt": Data("Read it.\n".utf8), "empty": Data(),
            "bytes.bin": Data((0...255).map { UInt8($0) }),
        ]
    }

    package func makeSample(_ name: String) async throws -> Sample {
        try await makeRepository(name)
        let path = folder.path + "/repositories/" + name
        try FileManager.default.createSymbolicLink(atPath: path + "/link", withDestinationPath: "/etc/passwd")
        let main = try await commit(Sample.files, in: name)
        try await git("tag", "light", in: name)
        try await git("tag", "--annotate", "--message", "The first version", "v1", in: name)
        try await git("switch", "--quiet", "--create", "feature/x", in: name)
        let feature = try await commit(["docs/x": Data("x\n".utf8)], in: name)
        try await git("switch", "--quiet", "main", in: name)
        return Sample(main: main, feature: feature)
    }
}
