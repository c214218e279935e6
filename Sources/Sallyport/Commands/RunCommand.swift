import ArgumentParser
import Foundation
import GatewayClient

/// `sallyport run`
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs of projects, at the run service.",
        subcommands: [
            List.self, Get.self, Create.self, Stop.self, Cancel.self, Restart.self, Approve.self, Logs.self,
            Events.self,
        ])

    /// Which run.
    struct Place: ParsableArguments {
        @Argument(help: "The project's path or id.") var project: String
        @Argument(help: "The run's id.") var run: String
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists a project's runs, the newest first.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The project's path or id.") var project: String
        @Option(name: .long, help: "What they are of: branch/main, tag/v1 or pr/12.") var group: String?
        @Option(name: .long, help: "setuperror, queued, cancelled, running or finished.") var phase: String?
        @Option(name: .long, help: "unknown, stopped, success or failed.") var result: String?
        @Option(name: .long, help: "The most runs to list.") var limit: Int?

        func validate() throws {
            if let limit, limit < 1 { throw ValidationError("--limit: at least 1") }
        }

        func run() async throws {
            try await Failures.reported {
                let runs = try gateway.client().allRuns(
                    of: project, RunFilter(group: group, phase: phase, result: result))
                try await gateway.output.print(
                    runs.prefix(limit ?? .max), headings: ["NUMBER", "NAME", "PHASE", "RESULT", "REF", "COMMIT", "ID"]
                ) { run in
                    [
                        String(run.counter), run.name, run.phase, run.result, run.annotations["ref"] ?? "",
                        String((run.annotations["commit_sha"] ?? "").prefix(12)), run.id,
                    ]
                }
            }
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "get", abstract: "Shows a run and its tasks.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var place: Place

        func run() async throws {
            try await Failures.reported {
                try gateway.show(try await gateway.client().run(place.run, of: place.project))
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Makes a run of a branch, a tag or a ref.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The project's path or id.") var project: String
        @Option(name: .long, help: "A branch.") var branch: String?
        @Option(name: .long, help: "A tag.") var tag: String?
        @Option(name: .long, help: "A full ref, such as refs/pull/12/head.") var ref: String?
        @Option(name: .long, help: "A full commit id; where the branch, tag or ref is now when left out.")
        var commit: String?

        func validate() throws {
            guard [branch, tag, ref].count(where: { $0 != nil }) == 1 else {
                throw ValidationError("--branch, --tag or --ref: one of them")
            }
        }

        func run() async throws {
            try await Failures.reported {
                let request = RunRequest(branch: branch, tag: tag, ref: ref, commitSHA: commit)
                try gateway.show(try await gateway.client().createRun(of: project, request))
            }
        }
    }

    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "stop", abstract: "Stops a run that is running.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var place: Place

        func run() async throws { try await gateway.act(.stop, on: place) }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cancel", abstract: "Cancels a run that waits.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var place: Place

        func run() async throws { try await gateway.act(.cancel, on: place) }
    }

    struct Restart: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "restart",
            abstract: "Starts a finished run again: the tasks that didn't succeed, or all of them.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var place: Place
        @Flag(name: .long, help: "All tasks, from the start.") var fromStart = false

        func run() async throws { try await gateway.act(.restart(fromStart: fromStart), on: place) }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "approve", abstract: "Approves a task that waits for it.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var place: Place
        @Argument(help: "The task's id.") var task: String

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().approve(task, of: place.run, in: place.project)
                Terminal.say("approved task \(task)")
            }
        }
    }
}

extension GatewayOptions {
    fileprivate func act(_ action: RunAction, on place: RunCommand.Place) async throws {
        try await Failures.reported {
            try show(try await client().act(action, on: place.run, of: place.project))
        }
    }

    fileprivate func show(_ details: RunDetails) throws {
        let run = details.run
        let tasks = details.tasks.values.sorted { ($0.level, $0.name) < ($1.level, $1.name) }
        try output.print(
            details,
            columns: [
                ("id", run.id), ("number", String(run.counter)), ("name", run.name), ("group", run.group),
                ("phase", details.stopping ? "\(run.phase), stopping" : run.phase), ("result", run.result),
                ("ref", run.annotations["ref"] ?? ""), ("commit", run.annotations["commit_sha"] ?? ""),
            ] + details.setupErrors.map { ("error", $0) }
                + tasks.map { task in
                    let state = task.waitingApproval && !task.approved ? "waits for approval" : task.status
                    return ("task", "\(task.name) (\(task.id)): \(state)")
                })
    }
}
