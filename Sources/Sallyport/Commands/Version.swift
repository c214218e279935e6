import ArgumentParser

/// `sallyport version`
struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Prints the version.")

    func run() {
        print("sallyport \(Sallyport.version)")
    }
}
