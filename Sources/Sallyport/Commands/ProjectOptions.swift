import ArgumentParser
import Foundation
import GatewayClient

/// The settings of a project. Keys and passwords are in files, in the environment, or asked for.
struct ProjectOptions: ParsableArguments {
    enum RepositoryType: String, ExpressibleByArgument, CaseIterable {
        case remoteSource = "remotesource"
        case manual
    }

    @Option(name: .long, help: "remotesource or manual; remotesource when a project is created.")
    var type: RepositoryType?
    @Option(name: .long, help: "The remote source's name or id.") var remoteSource: String?
    @Option(name: .long, help: "A connection of the organization, in the place of your own account there.")
    var connection: String?
    @Option(name: .long, help: "The repository's path there, such as owner/name.") var repository: String?
    @Option(name: .customLong("clone-url"), help: "An ssh or https URL, for manual.") var cloneURL: String?
    @Option(name: .long, help: "Who clones over https.") var cloneUser: String?

    @Option(name: .long, help: "A file that has the password (or SALLYPORT_CLONE_PASSWORD).")
    var clonePasswordFile: String?

    @Flag(name: .long, help: "Ask for the password.") var clonePassword = false

    @Option(name: .customLong("ssh-private-key-file"), help: "A file that has the key (or SALLYPORT_SSH_PRIVATE_KEY).")
    var sshPrivateKeyFile: String?

    @Option(name: .customLong("ssh-host-key-file"), help: "A file that has the host's keys, as known_hosts has them.")
    var sshHostKeyFile: String?

    @Flag(name: .customLong("skip-ssh-host-key-check"), inversion: .prefixedNo, help: "Whether it is not checked.")
    var skipSSHHostKeyCheck: Bool?

    @Option(name: .long, help: "The branch that counts.") var defaultBranch: String?

    @Flag(
        name: .customLong("pass-vars-to-forked-pr"), inversion: .prefixedNo,
        help: "Whether pull requests from forks get the variables too.")
    var passVarsToForkedPR: Bool?

    @Flag(
        name: .long, inversion: .prefixedNo, help: "Whether members of the organization may act on runs.")
    var membersCanPerformRunActions: Bool?

    @Option(
        name: .long,
        help: "How often changes are looked for: 30 to 86400 seconds, or 0 for what is usual.")
    var pollInterval: Int?

    func validate() throws {
        if clonePassword, clonePasswordFile != nil {
            throw ValidationError("--clone-password and --clone-password-file: one of the two")
        }
    }

    /// What the options say, but for name, place and visibility.
    func request() throws(CommandFailure) -> ProjectRequest {
        let environment = ProcessInfo.processInfo.environment.filter { !$0.value.isEmpty }
        var request = ProjectRequest(remoteSourceName: remoteSource, repositoryPath: repository)
        request.connection = connection
        request.remoteRepositoryConfigType = type?.rawValue
        request.cloneURL = cloneURL
        request.cloneUser = cloneUser
        request.clonePassword = environment["SALLYPORT_CLONE_PASSWORD"]
        if let clonePasswordFile { request.clonePassword = try SecretReference.contents(of: clonePasswordFile) }
        if clonePassword { request.clonePassword = try Terminal.ask("password of the clone URL", isSecret: true) }
        request.sshPrivateKey = environment["SALLYPORT_SSH_PRIVATE_KEY"]
        // Programs that read keys want the line break at the end.
        if let sshPrivateKeyFile { request.sshPrivateKey = try SecretReference.contents(of: sshPrivateKeyFile) + "\n" }
        request.sshHostKey = try sshHostKeyFile.map { file throws(CommandFailure) in
            try SecretReference.contents(of: file)
        }
        request.skipSSHHostKeyCheck = skipSSHHostKeyCheck
        request.defaultBranch = defaultBranch
        request.passVarsToForkedPR = passVarsToForkedPR
        request.membersCanPerformRunActions = membersCanPerformRunActions
        request.pollIntervalSeconds = pollInterval
        return request
    }
}
