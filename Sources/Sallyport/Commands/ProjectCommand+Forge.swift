import ArgumentParser
import GatewayClient

/// What projects have at their forges.
extension ProjectCommand {
    static let forgeCommands: [any ParsableCommand.Type] = [
        Reconfig.self, Doctor.self, RotateSecrets.self, UseAccount.self, Refresh.self, CatchUp.self,
        Cleanups.self, DismissCleanup.self,
    ]

    struct Reconfig: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reconfig",
            abstract: "Makes a project's deploy key and webhook at its forge what they are meant to be.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Path or id.") var ref: String

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().reconfigureProject(ref)
                Terminal.say("project \(ref) is set up")
            }
        }
    }

    struct Doctor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "doctor", abstract: "Shows what is wrong with a project at its forge, and what to do.",
            discussion: """
                Nothing is changed. --all looks at every project of a remote source, and is for administrators. Ends with \
                1 when there is an error; warnings alone end with 0.
                """)
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Path or id.") var ref: String?
        @Flag(name: .long, help: "Every project of a remote source.") var all = false

        func validate() throws {
            if all == (ref != nil) { throw ValidationError("a project or --all: one of the two") }
        }

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                var examinations: [ProjectExamination] = []
                if let ref {
                    examinations = [try await client.examineProject(ref)]
                } else {
                    for state in ["failed", "settingUp", "ready"] {
                        for try await project in client.allProjects(in: state) {
                            examinations.append(try await client.examineProject(project.id))
                        }
                    }
                }
                try await show(examinations)
                if examinations.contains(where: { $0.findings.contains { $0.severity == "error" } }) {
                    throw ExitCode(1)
                }
            }
        }

        private func show(_ examinations: [ProjectExamination]) async throws {
            let all = AsyncStream { continuation in
                for examination in examinations { continuation.yield(examination) }
                continuation.finish()
            }
            let headings = ["PROJECT", "SEVERITY", "CODE", "FOUND", "WHAT TO DO"]
            try await gateway.output.print(
                all, headings: headings,
                rows: { examination in
                    examination.findings.map {
                        [examination.projectPath, $0.severity, $0.code, $0.message, $0.action]
                    }
                })
        }
    }

    struct RotateSecrets: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-secrets", abstract: "Gives a project a new webhook secret and a new deploy key.",
            discussion: "The old ones go on working for an hour.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Path or id.") var ref: String

        func run() async throws {
            try await Failures.reported { try gateway.show(try await gateway.client().rotateProjectSecrets(ref)) }
        }
    }

    struct UseAccount: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "use-account", abstract: "Lets a project use your own account at its remote source.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Path or id.") var ref: String

        func run() async throws {
            try await Failures.reported {
                try gateway.show(try await gateway.client().updateProjectLinkedAccount(ref))
            }
        }
    }

    struct Refresh: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "refresh", abstract: "Reads path and default branch of a project's repository again.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Path or id.") var ref: String

        func run() async throws {
            try await Failures.reported {
                try gateway.show(try await gateway.client().refreshRemoteRepository(of: ref))
            }
        }
    }

    struct CatchUp: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "catch-up", abstract: "Finds what the forge did not deliver.",
            discussion: """
                What the forge lists as not delivered is taken up, where it has such a list, and branches and tags are \
                compared with those that were seen last. The first look only remembers what is there.
                """)
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Path or id.") var ref: String

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                var found: [CaughtUp.Recovered] = []
                var last: CaughtUp
                repeat {
                    last = try await client.catchUpProject(ref)
                    found += last.recovered
                } while last.hasMore
                if !last.message.isEmpty { Terminal.say(last.message) }
                let all = AsyncStream { continuation in
                    for event in found { continuation.yield(event) }
                    continuation.finish()
                }
                try await gateway.output.print(all, headings: ["KIND", "REF", "BEFORE", "AFTER", "DELIVERY"]) {
                    [$0.kind, $0.ref, $0.before, $0.after, $0.id]
                }
            }
        }
    }
}
