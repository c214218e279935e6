import ArgumentParser
import StrictYAML

/// `sallyport validate`
struct Validate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks files of remote sources, without a server.",
        discussion: "Prints FILE:LINE:COLUMN: path: message for everything that is wrong, and ends with 1.")

    @Argument(help: "The files.")
    var files: [String]

    @Option(name: .long, help: "The drivers that there are, as in plugins.yaml; the built-in ones when left out.")
    var plugins: String?

    func run() async throws {
        try await Failures.reported {
            let registry = try InstalledPlugins(pluginsFile: plugins).registry
            var isValid = true
            for file in files {
                do {
                    let declarations = try RemoteSourceDeclarations(file: file, registry: registry)
                    let count = declarations.all.count
                    Terminal.write("\(file): \(count) remote \(count == 1 ? "source" : "sources"), nothing wrong\n")
                } catch let problems as YAMLProblems {
                    isValid = false
                    Terminal.say("\(problems)")
                }
            }
            if !isValid { throw ExitCode(1) }
        }
    }
}
