import CurlTransport
import EtcdAccess
import Foundation
import Gateway
import HTTPTransport
import Outbox
import ServiceKit
import StrictYAML
import Validation

/// Everything that `serve` can be told.
struct ServeConfiguration {
    enum Component: String, CaseIterable {
        case gateway, configstore
    }

    var components: Set<Component>
    /// The folder of the data; made when it is missing.
    var dataDirectory: String
    /// `plugins.yaml`; nil for the built-in drivers.
    var pluginsFile: String?
    /// Declarations that are applied before anything listens; nil for none.
    var provisionFile: String?
    var adminToken: String?
    var keyringFile: String?
    var gatewayListen: ListenAddress
    var gatewayWebURL: String
    /// Where forges reach the gateway.
    var gatewayWebhookURL: String
    /// How often a project is looked at that is as it is meant to be, in seconds.
    var projectCheckSeconds: Int
    var catchUpSeconds: Int
    /// The addresses whose `X-Forwarded-For` is believed.
    var trustedProxies: [AddressRange]
    /// Those who are told what happened at the forges.
    var sinks: [SinkSettings]
    /// Those of them that make runs.
    var runSinks: [RunSinkSettings]
    /// Where the run service is; nil without one.
    var runServiceURL: String?
    var runServiceToken: String?
    /// What forges' deliveries may take on the disk, and how long they are kept.
    var outbox: OutboxConfiguration
    /// Nil when only this process asks the configstore.
    var configStoreListen: ListenAddress?
    /// For a gateway alone.
    var configStoreURL: String?
    var configStoreAPIToken: String?
    /// Nil without backups.
    var backup: BackupConfiguration?
    /// The largest export that is taken in.
    var maxImportBytes: Int
    /// Nil when the data folder has the configstore's data.
    var etcd: EtcdSettings?
    /// How many days the audit log goes back.
    var auditRetentionDays: Int
    /// Addresses that are not public and may be reached all the same.
    var outboundAllow: [AddressRange]
    /// A file of authorities that are trusted besides the system's; nil for none.
    var outboundAuthoritiesFile: String?
    /// How long a process that is told to stop says that it is not ready, and answers all the same.
    var drainSeconds: Int

    /// What flags say; nil where they say nothing.
    struct Flags {
        var components: String?
        var listen: String?
        var configStoreListen: String?
        var dataDirectory: String?
        var plugins: String?
        var provision: String?
        var store: String?
    }

    /// The file that is read when none is named.
    static var usualFile: String? { FileManager.default.fileExists(atPath: "sallyport.yaml") ? "sallyport.yaml" : nil }

    /// - Throws: `YAMLProblems` or `ConfigurationProblems` with everything that is wrong; `CommandFailure` for a file
    ///   that can't be read, and for settings that don't go together.
    init(file: String?, flags: Flags, environment: [String: String]) throws {
        let reader = try ConfigurationReader(file: file, environment: environment)
        components = Self.components(reader, flags)
        dataDirectory = reader.path("dataDir", flag: flags.dataDirectory) ?? "sallyport-data"
        pluginsFile = reader.path("plugins", flag: flags.plugins)
        provisionFile = reader.path("provision", flag: flags.provision)
        adminToken = reader.secret("adminToken")
        keyringFile = reader.path("keyringFile")
        gatewayListen =
            Self.address(reader, "gateway.listen", flags.listen, "--listen")
            ?? ListenAddress(host: "127.0.0.1", port: 8000)
        gatewayWebURL = Self.url(reader, "gateway.webURL") ?? "http://\(gatewayListen)"
        gatewayWebhookURL = Self.url(reader, "gateway.webhookURL") ?? gatewayWebURL
        projectCheckSeconds = reader.integer("gateway.projectCheckInterval", in: 60...604_800) ?? 3_600
        catchUpSeconds = reader.integer("gateway.catchUpInterval", in: 60...604_800) ?? 3_600
        trustedProxies = Self.ranges(reader, "gateway.trustedProxies")
        (sinks, runSinks) = Self.sinks(reader)
        runServiceURL = Self.url(reader, "gateway.runService.url")
        runServiceToken = reader.secret("gateway.runService.token")
        outbox = Self.outbox(reader)
        configStoreListen = Self.address(
            reader, "configstore.listen", flags.configStoreListen, "--configstore-listen")
        configStoreURL = Self.url(reader, "configstore.url")
        configStoreAPIToken = reader.secret("configstore.apiToken")
        backup = BackupConfiguration(reader)
        maxImportBytes = reader.integer("configstore.maxImportBytes", in: 1_048_576...(1 << 50)) ?? 64 << 30
        etcd = StoreSettings.read(reader, flag: flags.store)
        auditRetentionDays = reader.integer("audit.retentionDays", in: 1...36_500) ?? 90
        outboundAllow = Self.ranges(reader, "outbound.allow")
        outboundAuthoritiesFile = Self.readableFile(reader, "outbound.authoritiesFile")
        drainSeconds = reader.integer("drainSeconds", in: 0...300) ?? 2
        try reader.finish()
        if !components.contains(.gateway), configStoreListen == nil {
            configStoreListen = ListenAddress(host: "127.0.0.1", port: 4002)
        }
        if !components.contains(.configstore), configStoreURL == nil {
            throw CommandFailure("a gateway alone needs configstore.url (SALLYPORT_CONFIGSTORE_URL)")
        }
        if !runSinks.isEmpty, runServiceURL == nil {
            throw CommandFailure("a sink of the type \(RunSinkSettings.type) needs gateway.runService.url")
        }
        if provisionFile != nil, !components.contains(.gateway) {
            throw CommandFailure("provisioning goes through the gateway: run it here too, or use sallyport apply")
        }
    }

    private static func components(_ reader: ConfigurationReader, _ flags: Flags) -> Set<Component> {
        let settings = reader.list("components", flag: flags.components)
        for setting in settings where Component(rawValue: setting.text) == nil {
            reader.refuse(setting, "there are the components gateway and configstore", flag: "--components")
        }
        return settings.isEmpty ? Set(Component.allCases) : Set(settings.compactMap { Component(rawValue: $0.text) })
    }

    private static func address(
        _ reader: ConfigurationReader, _ key: String, _ flag: String?, _ flagName: String
    ) -> ListenAddress? {
        guard let setting = reader.text(key, flag: flag) else { return nil }
        if let address = ListenAddress(setting.text) { return address }
        reader.refuse(setting, "HOST:PORT is needed, such as 127.0.0.1:8000", flag: flagName)
        return nil
    }

    private static func sinks(_ reader: ConfigurationReader) -> ([SinkSettings], [RunSinkSettings]) {
        var names: Set<String> = []
        var runSinks: [RunSinkSettings] = []
        let sinks: [SinkSettings] = reader.maps("gateway.sinks") { map, secret in
            if map.optionalString("type") == RunSinkSettings.type {
                guard let sink = RunSinkSettings(map) else { return nil }
                if !names.insert(sink.name).inserted { map.problem(at: "name", .taken, "another sink has this name") }
                runSinks.append(sink)
                return nil
            }
            guard let sink = SinkSettings(map, secret: secret) else { return nil }
            if !names.insert(sink.name).inserted { map.problem(at: "name", .taken, "another sink has this name") }
            return sink
        }
        return (sinks, runSinks)
    }

    private static func outbox(_ reader: ConfigurationReader) -> OutboxConfiguration {
        var outbox = OutboxConfiguration()
        let bytes = OutboxConfiguration.minBytes...OutboxConfiguration.maxBytesLimit
        outbox.maxBytes = reader.integer("deliveries.maxBytes", in: bytes) ?? outbox.maxBytes
        outbox.retentionDays =
            reader.integer("deliveries.retentionDays", in: 1...36_500) ?? outbox.retentionDays
        return outbox
    }

    private static func url(_ reader: ConfigurationReader, _ key: String) -> String? {
        guard let setting = reader.text(key) else { return nil }
        do {
            return try URLRule.normalized(setting.text, at: FieldPath(key))
        } catch {
            reader.refuse(setting, error.message)
            return nil
        }
    }

    /// A file that is there: what names one that is not would be noticed with the first request only.
    private static func readableFile(_ reader: ConfigurationReader, _ key: String) -> String? {
        guard let setting = reader.text(key), let path = reader.path(key) else { return nil }
        if FileManager.default.isReadableFile(atPath: path) { return path }
        reader.refuse(setting, "there is no file that can be read")
        return nil
    }

    private static func ranges(_ reader: ConfigurationReader, _ key: String) -> [AddressRange] {
        reader.list(key).compactMap { setting in
            do throws(InvalidAddressRange) {
                return try AddressRange(setting.text)
            } catch {
                reader.refuse(setting, error.description)
                return nil
            }
        }
    }
}
