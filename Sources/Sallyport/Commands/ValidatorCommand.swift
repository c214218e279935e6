import ArgumentParser

/// `sallyport validator`
struct ValidatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validator", abstract: "Tries validators without a server.", subcommands: [Test.self])
}
