import ArgumentParser
import GatewayClient

/// `sallyport project`
struct ProjectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project", abstract: "Projects, by path or id.",
        discussion: "A path is such as org/acme/backend/api.",
        subcommands: [
            List.self, Get.self, Create.self, Update.self, Move.self, Delete.self, ProjectDeliveriesCommand.self,
            ProjectStatusCommand.self,
        ] + forgeCommands)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists the projects that a group holds itself.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var parent: ParentArgument

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                try await gateway.output.print(
                    client.allProjects(of: try await parent.ref(client)),
                    headings: ["PATH", "VISIBILITY", "EFFECTIVE", "REPOSITORY", "ID"]
                ) { [$0.path, $0.visibility, $0.globalVisibility, $0.repository, $0.id] }
            }
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "get", abstract: "Shows a project.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Path or id.") var ref: String

        func run() async throws {
            try await Failures.reported { try gateway.show(try await gateway.client().project(ref)) }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Creates a project of a repository.",
            discussion: """
                The repository is one that your account at a remote source sees (--remote-source, --repository), or \
                one that a connection of the organization sees (--connection, --repository), or \
                with --type manual one with a git URL: ssh with a private key and host keys, https with a user and a \
                password.
                """)
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var settings: ProjectOptions
        @Argument(help: "The name.") var name: String
        @Option(name: .long, help: "The group that holds it, by path or id; your root group when left out.")
        var parent: String?
        @Option(name: .long, help: "public or private.") var visibility = VisibilityArgument.private

        func run() async throws {
            try await Failures.reported {
                var request = try settings.request()
                request.name = name
                request.parentRef = parent
                request.visibility = visibility.rawValue
                try gateway.show(try await gateway.client().createProject(request))
            }
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "update", abstract: "Changes a project: what is not given stays as it is.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var settings: ProjectOptions
        @Argument(help: "Path or id.") var ref: String
        @Option(name: .long, help: "A new name.") var name: String?
        @Option(name: .long, help: "public or private.") var visibility: VisibilityArgument?

        func run() async throws {
            try await Failures.reported {
                var request = try settings.request()
                request.name = name
                request.visibility = visibility?.rawValue
                guard request != ProjectRequest() else { throw ValidationError("nothing to change") }
                try gateway.show(try await gateway.client().updateProject(ref, request))
            }
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "move", abstract: "Moves a project to another group; both ends have to be your own.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Path or id.") var ref: String
        @Argument(help: "The group that is to hold it, by path or id.") var parent: String

        func run() async throws {
            try await Failures.reported {
                try gateway.show(
                    try await gateway.client().updateProject(ref, ProjectRequest(parentRef: parent)))
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "delete", abstract: "Deletes a project.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Path or id.") var ref: String
        @Flag(name: .long, help: "Everything in it goes too.") var cascade = false

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().deleteProject(ref, cascade: cascade)
                Terminal.say("deleted project \(ref)")
            }
        }
    }
}

extension Project {
    /// Where the repository is, in a word.
    fileprivate var repository: String { cloneURL.isEmpty ? repositoryPath : cloneURL }

    /// How it is cloned, where there is something to say: a host's keys are many lines, which JSON has.
    fileprivate var cloning: [(heading: String, text: String)] {
        let check = skipSSHHostKeyCheck ? "none" : sshHostKey.isEmpty ? "" : "by the project's host keys"
        let all: [(heading: String, text: String)] = [
            ("connection", connectionID), ("clone user", cloneUser), ("host key check", check),
            ("key fingerprint", sshPrivateKeyFingerprint),
            ("password fingerprint", clonePasswordFingerprint),
        ]
        return all.filter { !$0.text.isEmpty }
    }
}

extension ProjectSetUp {
    /// What there is to say of it.
    fileprivate var told: [(heading: String, text: String)] {
        let all: [(heading: String, text: String)] = [
            ("set-up message", message), ("webhook", webhookURL), ("webhook id", webhookID),
            ("deploy key id", deployKeyID), ("deploy key", deployPublicKey),
            ("old secrets until", previousSecretsEnd ?? ""), ("checked", checkTime ?? ""),
        ]
        return all.filter { !$0.text.isEmpty }
    }
}

extension GatewayOptions {
    func show(_ project: Project) throws {
        try output.print(
            project,
            columns: [
                ("id", project.id), ("path", project.path), ("visibility", project.visibility),
                ("effective visibility", project.globalVisibility), ("type", project.remoteRepositoryConfigType),
                ("remote source", project.remoteSourceID), ("repository", project.repository),
            ] + project.cloning + [
                ("default branch", project.defaultBranch),
                ("looked at", project.pollIntervalSeconds == 0 ? "usually" : "every \(project.pollIntervalSeconds) s"),
                ("variables to forks", project.passVarsToForkedPR ? "yes" : "no"),
                ("members act on runs", project.membersCanPerformRunActions ? "yes" : "no"),
                ("set-up", project.setUp.state),
            ] + project.setUp.told)
    }
}
