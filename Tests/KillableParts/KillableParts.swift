import ArgumentParser

/// What stands around a gateway, as processes that a test kills and starts again.
@main
struct KillableParts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(subcommands: [ForgePart.self, SinkPart.self])
}
