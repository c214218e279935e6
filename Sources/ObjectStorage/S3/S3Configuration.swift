/// Where a bucket is, and how it is reached.
package struct S3Configuration: Sendable {
    /// Such as `https://s3.eu-central-1.amazonaws.com` or `http://minio.example.com:9000`, without a path.
    package var endpoint: String
    package var region: String
    package var bucket: String
    /// Whether the bucket is in the path (`https://HOST/BUCKET/KEY`) and not in the host (`https://BUCKET.HOST/KEY`).
    package var isPathStyle: Bool
    package var credentials: S3Credentials
    /// How large a part is; what is larger is written in parts, each of which is in memory as a whole.
    package var partBytes: Int
    /// How often a request is sent that fails for a reason that may pass.
    package var maxAttempts: Int
    /// How long one request may take.
    package var requestTimeout: Duration

    /// The smallest part that S3 takes, but for the last one.
    package static let minPartBytes = 5 * 1024 * 1024

    package init(
        endpoint: String, region: String, bucket: String, isPathStyle: Bool, credentials: S3Credentials,
        partBytes: Int = 8 * 1024 * 1024, maxAttempts: Int = 6,
        requestTimeout: Duration = .seconds(60)
    ) {
        self.endpoint = endpoint
        self.region = region
        self.bucket = bucket
        self.isPathStyle = isPathStyle
        self.credentials = credentials
        self.partBytes = partBytes
        self.maxAttempts = maxAttempts
        self.requestTimeout = requestTimeout
    }
}

/// Who asks S3. Its texts never have the secrets.
package struct S3Credentials: Sendable, CustomStringConvertible, CustomReflectable {
    package var accessKeyID: String
    var secretAccessKey: String
    var sessionToken: String?

    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    package var description: String { "S3Credentials(\(accessKeyID))" }
    package var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
