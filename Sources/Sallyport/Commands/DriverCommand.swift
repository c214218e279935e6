import ArgumentParser

/// `sallyport driver`
struct DriverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "driver", abstract: "Looks at drivers, without a server.", subcommands: [Test.self])
}
