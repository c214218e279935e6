import ArgumentParser
import Foundation
import GitHubDriver
import GitLabDriver
import GiteaDriver
import PlainGitDriver
import RemoteSourcesTesting

/// Every reader of every built-in driver, with the recordings that their payloads come from.
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
        for driver in ["gitea", "github", "gitlab", "git"] {
            let folder = URL(filePath: root).appending(path: "recordings/\(driver)")
            let recordings = try Recordings(contentsOf: folder)
            let fuzzing =
                switch driver {
                case "gitea": DriverFuzzing(driver: GiteaDriver(), recordings: recordings)
                case "github": DriverFuzzing(driver: GitHubDriver(), recordings: recordings)
                case "gitlab": DriverFuzzing(driver: GitLabDriver(), recordings: recordings)
                default: DriverFuzzing(driver: PlainGitDriver(), recordings: recordings)
                }
            readers += fuzzing.names.map { Reader(driver: driver, name: $0, fuzzing: fuzzing) }
        }
        all = readers.filter { only == nil || $0.path == only }
        guard !all.isEmpty else { throw ValidationError("there is no reader \(only ?? "")") }
    }
}
