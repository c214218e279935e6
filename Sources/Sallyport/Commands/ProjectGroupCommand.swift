import ArgumentParser
import GatewayClient

/// `sallyport projectgroup`
struct ProjectGroupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "projectgroup", abstract: "Groups of projects, by path or id.",
        discussion: "A path is such as org/acme/backend; org/acme and user/alice are root groups.",
        subcommands: [List.self, Get.self, Create.self, Update.self, Move.self, Delete.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists the groups that a group holds itself.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var parent: ParentArgument

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                try await gateway.output.print(
                    client.allSubgroups(of: try await parent.ref(client)),
                    headings: ["PATH", "VISIBILITY", "EFFECTIVE", "ID"]
                ) { [$0.path, $0.visibility, $0.globalVisibility, $0.id] }
            }
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "get", abstract: "Shows a group.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Path or id.") var ref: String

        func run() async throws {
            try await Failures.reported { try gateway.show(try await gateway.client().projectGroup(ref)) }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "create", abstract: "Creates a group.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The name.") var name: String
        @Option(name: .long, help: "The group that holds it, by path or id; your root group when left out.")
        var parent: String?
        @Option(name: .long, help: "public or private.") var visibility = VisibilityArgument.private

        func run() async throws {
            try await Failures.reported {
                try gateway.show(
                    try await gateway.client().createProjectGroup(
                        ProjectGroupRequest(name: name, parentRef: parent, visibility: visibility.rawValue)))
            }
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "update", abstract: "Renames a group, or changes who sees it.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Path or id.") var ref: String
        @Option(name: .long, help: "A new name.") var name: String?
        @Option(name: .long, help: "public or private.") var visibility: VisibilityArgument?

        func validate() throws {
            if name == nil, visibility == nil { throw ValidationError("nothing to change: --name, --visibility") }
        }

        func run() async throws {
            try await Failures.reported {
                try gateway.show(
                    try await gateway.client().updateProjectGroup(
                        ref, ProjectGroupRequest(name: name, visibility: visibility?.rawValue)))
            }
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "move", abstract: "Moves a group with everything in it; both ends have to be your own.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Path or id.") var ref: String
        @Argument(help: "The group that is to hold it, by path or id.") var parent: String

        func run() async throws {
            try await Failures.reported {
                try gateway.show(
                    try await gateway.client().updateProjectGroup(ref, ProjectGroupRequest(parentRef: parent)))
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "delete", abstract: "Deletes a group.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Path or id.") var ref: String
        @Flag(name: .long, help: "Everything in it goes too.") var cascade = false

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().deleteProjectGroup(ref, cascade: cascade)
                Terminal.say("deleted project group \(ref)")
            }
        }
    }
}

/// The group whose contents are listed.
struct ParentArgument: ParsableArguments {
    @Argument(help: "The group, by path or id; your root group when left out.") var parent: String?

    func ref(_ client: GatewayClient) async throws -> String {
        if let parent { return parent }
        return "user/\(try await client.currentUser().name)"
    }
}

extension GatewayOptions {
    fileprivate func show(_ group: ProjectGroup) throws {
        try output.print(
            group,
            columns: [
                ("id", group.id), ("path", group.path), ("visibility", group.visibility),
                ("effective visibility", group.globalVisibility),
            ])
    }
}
