import ArgumentParser
import StrictYAML

/// `sallyport validate`
struct Validate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Checks declarations, without a server.",
        discussion: "Prints FILE:LINE:COLUMN: path: message for everything that is wrong, and ends with 1.")

    @Argument(help: "Files, each by itself, and folders, whose files belong together.")
    var files: [String]

    @Option(name: .long, help: "The drivers that there are, as in plugins.yaml; the built-in ones when left out.")
    var plugins: String?

    func run() async throws {
        try await Failures.reported {
            let registry = try await InstalledPlugins(pluginsFile: plugins).registry
            var isValid = true
            for file in files {
                do {
                    let declarations = try Declarations(at: file, registry: registry)
                    Terminal.write("\(file): \(declarations.summary), nothing wrong\n")
                } catch let problems as YAMLProblems {
                    isValid = false
                    Terminal.say("\(problems)")
                } catch let failure as CommandFailure {
                    // The other files have their problems too.
                    isValid = false
                    Terminal.complain("\(failure)")
                }
            }
            if !isValid { throw ExitCode(1) }
        }
    }
}
