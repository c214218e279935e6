import ArgumentParser
import GatewayClient

/// The project or project group that secrets and variables are in.
struct HolderOptions: ParsableArguments {
    @Option(name: .long, help: "The project's path, such as org/acme/api, or id.") var project: String?

    @Option(name: .long, help: "The project group's path, such as org/acme, or id.") var projectGroup: String?

    func validate() throws {
        if (project == nil) == (projectGroup == nil) {
            throw ValidationError("--project or --project-group: one of the two is needed")
        }
    }

    var parent: ProjectOrGroup { project.map { .project($0) } ?? .projectGroup(projectGroup ?? "") }
}

/// Which of them are listed.
struct TreeOptions: ParsableArguments {
    @Flag(name: .long, help: "List what is further up too, the nearest first.") var tree = false

    @Flag(name: .long, help: "With --tree, leave out what something nearer of the same name overrides.")
    var removeOverridden = false
}
