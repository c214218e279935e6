import ConfigStore
import CurlTransport
import Foundation
import HTTPTransport
import ObjectStorage
import Validation

/// What `configstore.backup` says.
struct BackupConfiguration: Sendable {
    enum Place: Sendable {
        case folder(String)
        case bucket(S3Configuration)
    }

    var place: Place
    var checkpointInterval: Int
    var retention: BackupRetention

    private static let section = "configstore.backup"

    /// Nil when nothing says where backups go, or after a problem.
    init?(_ reader: ConfigurationReader) {
        let key = Self.section + ".storage"
        let path = reader.path(key)
        let bucket = Self.bucket(reader)
        checkpointInterval = reader.integer(Self.section + ".checkpointInterval", in: 60...2_592_000) ?? 86_400
        var retention = BackupRetention()
        let (checkpoints, days) = (Self.section + ".retention.checkpoints", Self.section + ".retention.days")
        retention.checkpoints = reader.integer(checkpoints, in: 1...10_000) ?? retention.checkpoints
        retention.days = reader.integer(days, in: 1...36_500) ?? retention.days
        self.retention = retention
        guard let path, let setting = reader.text(key) else { return nil }
        guard setting.text.hasPrefix("s3://") else {
            place = .folder(path)
            return
        }
        let name = String(setting.text.dropFirst(5))
        guard Self.isBucketName(name) else {
            reader.refuse(setting, "a bucket's name is needed behind s3://, in small letters, and nothing behind it")
            return nil
        }
        guard var bucket else {
            reader.refuse(setting, "a bucket needs s3.accessKeyID and s3.secretAccessKeyFrom")
            return nil
        }
        bucket.bucket = name
        place = .bucket(bucket)
    }

    /// What is there to talk to.
    ///
    /// - Parameter authoritiesFile: Authorities that are trusted besides the system's.
    /// - Throws: `ObjectStorageError` when the folder can't be used.
    func storage(authoritiesFile: String?) throws(ObjectStorageError) -> any ObjectStorage {
        switch place {
        case .folder(let path): return try PosixObjectStorage(root: path)
        case .bucket(let configuration):
            // The operator names the endpoint, wherever it is.
            let transport = CurlTransport(
                configuration: .init(outboundAllow: AddressRange.everywhere, authoritiesFile: authoritiesFile))
            return S3ObjectStorage(configuration: configuration, transport: transport)
        }
    }

    /// What the configstore needs to write backups.
    func settings(authoritiesFile: String?) throws(ObjectStorageError) -> BackupSettings {
        BackupSettings(
            storage: try storage(authoritiesFile: authoritiesFile), checkpointInterval: checkpointInterval,
            retention: retention,
            product: Sallyport.version)
    }

    private static func bucket(_ reader: ConfigurationReader) -> S3Configuration? {
        let section = Self.section + ".s3"
        let region = reader.text(section + ".region")?.text ?? "us-east-1"
        let endpoint = endpoint(reader, section + ".endpoint")
        let addressing = reader.text(section + ".addressing")
        if let addressing, !["path", "host"].contains(addressing.text) {
            reader.refuse(addressing, "the bucket is in the path or in the host: write path or host")
        }
        let accessKeyID = reader.text(section + ".accessKeyID")?.text
        let secret = reader.secret(section + ".secretAccessKey")
        let sessionToken = reader.secret(section + ".sessionToken")
        guard let accessKeyID, let secret else { return nil }
        return S3Configuration(
            endpoint: endpoint ?? "https://s3.\(region).amazonaws.com", region: region, bucket: "",
            // What isn't AWS seldom has a name for each bucket.
            isPathStyle: addressing.map { $0.text == "path" } ?? (endpoint != nil),
            credentials: S3Credentials(accessKeyID: accessKeyID, secretAccessKey: secret, sessionToken: sessionToken))
    }

    private static func endpoint(_ reader: ConfigurationReader, _ key: String) -> String? {
        guard let setting = reader.text(key) else { return nil }
        do {
            let url = try URLRule.normalized(setting.text, at: FieldPath(key))
            if url.split(separator: "/", omittingEmptySubsequences: true).count == 2 { return url }
            reader.refuse(setting, "an endpoint has no path: the bucket is in configstore.backup.storage")
        } catch {
            reader.refuse(setting, error.message)
        }
        return nil
    }

    private static func isBucketName(_ name: String) -> Bool {
        (3...63).contains(name.utf8.count)
            && name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 0x2d || $0 == 0x2e }
    }
}
