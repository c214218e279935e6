import ArgumentParser
import DeclarativeDriver
import Foundation
import GitHubDriver
import GitLabDriver
import GiteaDriver
import PlainGitDriver
import RemoteSources
import RemoteSourcesTesting

/// Every reader of every built-in and declarative driver, with the recordings that their payloads come from.
struct FuzzReaders {
    struct Reader {
        let driver: String
        let name: String
        let fuzzing: DriverFuzzing

        var path: String { "\(driver)/\(name)" }
    }

    let all: [Reader]

    init(root: String, only: String?) throws {
        var readers: [Reader] = []
        for driver in ["gitea", "github", "gitlab", "git", "gogs", "bitbucket-server"] {
            let recordings = try Recordings(contentsOf: URL(filePath: root).appending(path: "recordings/\(driver)"))
            let fuzzing = DriverFuzzing(driver: try Self.driver(driver, root: root), recordings: recordings)
            readers += fuzzing.names.map { Reader(driver: driver, name: $0, fuzzing: fuzzing) }
        }
        all = readers.filter { only == nil || $0.path == only }
        guard !all.isEmpty else { throw ValidationError("there is no reader \(only ?? "")") }
    }

    private static func driver(_ name: String, root: String) throws -> any RemoteSourceDriver {
        switch name {
        case "gitea": return GiteaDriver()
        case "github": return GitHubDriver()
        case "gitlab": return GitLabDriver()
        case "git": return PlainGitDriver()
        default:
            let file = URL(filePath: root).appending(path: "examples/drivers/\(name).yaml")
            return try DeclarativeDriver(manifest: Array(try Data(contentsOf: file)), file: file.lastPathComponent)
        }
    }
}
