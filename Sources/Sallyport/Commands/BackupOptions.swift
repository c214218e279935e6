import ArgumentParser
import ConfigStore
import Foundation
import ObjectStorage

/// What every command about backups takes.
struct BackupOptions: ParsableArguments {
    @Option(name: .long, help: "The configuration; sallyport.yaml when it is there.") var config: String?
    @Option(name: .long, help: "table or json.") var output: OutputFormat = .table

    func configuration(dataDirectory: String? = nil) throws -> ServeConfiguration {
        try ServeConfiguration(
            file: config ?? ServeConfiguration.usualFile, flags: .init(dataDirectory: dataDirectory),
            environment: ProcessInfo.processInfo.environment)
    }

    func storage() throws -> any ObjectStorage { try storage(try configuration()) }

    func storage(_ configuration: ServeConfiguration) throws -> any ObjectStorage {
        guard let backup = configuration.backup else {
            throw CommandFailure(
                "configstore.backup.storage (SALLYPORT_CONFIGSTORE_BACKUP_STORAGE) says where backups are")
        }
        return try backup.storage(authoritiesFile: configuration.outboundAuthoritiesFile)
    }

    /// A time as people write it, to the second.
    static func text(of date: Date) -> String { date.formatted(.iso8601) }
}
