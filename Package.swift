// swift-tools-version: 6.2
import PackageDescription

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let grpc = Target.Dependency.product(name: "GRPCCore", package: "grpc-swift-2")
let grpcTransport = Target.Dependency.product(
    name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "sallyport",
    products: [
        .executable(name: "sallyport", targets: ["Sallyport"]),
        .library(name: "HTTPTransport", targets: ["HTTPTransport"]),
        .library(name: "CurlTransport", targets: ["CurlTransport"]),
        .library(name: "RemoteSources", targets: ["RemoteSources"]),
        .library(name: "RemoteSourcesTesting", targets: ["RemoteSourcesTesting"]),
        .library(name: "ConfigStoreAPI", targets: ["ConfigStoreAPI"]),
        .library(name: "ConfigStoreClient", targets: ["ConfigStoreClient"]),
        .library(name: "GatewayClient", targets: ["GatewayClient"]),
        .library(name: "RunServiceClient", targets: ["RunServiceClient"]),
    ],
    // Without the traits, the server framework leaves swift-configuration out of the build.
    dependencies: [
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: ["FullFoundation"]),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-http2.git", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Values and rules: nothing below imports anything of ours but what is listed.
        .target(name: "Validation"),
        .target(name: "StrictYAML", dependencies: ["Validation", yams]),
        .target(name: "HTTPTransport"),
        .target(name: "JSONAccess"),
        .target(name: "Instruments"),
        .systemLibrary(
            name: "CCurl", path: "Sources/CCurl", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev", "libssl-dev"])]),
        .target(name: "CurlTransport", dependencies: ["CCurl", "HTTPTransport"]),

        .systemLibrary(
            name: "CGit2", path: "Sources/CGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(
            name: "CSSH2", path: "Sources/CSSH2", pkgConfig: "libssh2",
            providers: [.apt(["libssh2-1-dev", "libssl-dev"])]),
        .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "GitAccess",
            dependencies: ["CGit2", "CSSH2", "CZlib", "HTTPTransport", "Validation", crypto, nioPosix]),

        // Plug-ins: processes of their own, and what looks at changes before they are stored.
        .target(name: "CSpawn"),
        .target(
            name: "PluginProcess",
            dependencies: ["CSpawn", "StrictYAML", "Validation", nioCore, nioPosix, lifecycle, crypto, logging]),
        .target(
            name: "Validators",
            dependencies: ["Instruments", "PluginProcess", "StrictYAML", "Validation", lifecycle, logging]),

        // Forges.
        .target(
            name: "RemoteSources",
            dependencies: [
                "HTTPTransport", "Instruments", "JSONAccess", "Validation", "StrictYAML", crypto, cryptoExtras,
                logging,
            ]),
        .target(name: "GitHubDriver", dependencies: ["RemoteSources"], path: "Sources/Drivers/GitHub"),
        .target(name: "GiteaDriver", dependencies: ["RemoteSources"], path: "Sources/Drivers/Gitea"),
        .target(name: "GitLabDriver", dependencies: ["RemoteSources"], path: "Sources/Drivers/GitLab"),
        .target(name: "PlainGitDriver", dependencies: ["RemoteSources"], path: "Sources/Drivers/PlainGit"),
        .target(
            name: "DeclarativeDriver", dependencies: ["RemoteSources", "StrictYAML", "Validation"],
            path: "Sources/Drivers/Declarative"),
        .target(
            name: "ProcessDriver",
            dependencies: ["PluginProcess", "RemoteSources", "Validation", logging],
            path: "Sources/Drivers/Process"),
        .target(
            name: "RemoteSourcesTesting", dependencies: ["RemoteSources", "HTTPTransport", crypto, cryptoExtras],
            path: "Sources/RemoteSourcesTesting"),
        .target(
            name: "ProcessDriverTesting",
            dependencies: ["PluginProcess", "ProcessDriver", "RemoteSources", "RemoteSourcesTesting", logging],
            path: "Sources/Drivers/ProcessTesting"),

        // Clients.
        .target(name: "ConfigStoreAPI", dependencies: ["JSONAccess"]),
        .target(name: "ConfigStoreClient", dependencies: ["ConfigStoreAPI", "HTTPTransport", "JSONAccess"]),
        .target(name: "GatewayClient", dependencies: ["HTTPTransport"]),
        .target(name: "RunServiceClient", dependencies: ["HTTPTransport"]),

        // Services.
        .target(name: "ObjectStorage", dependencies: ["HTTPTransport", crypto, nioPosix]),
        .target(
            name: "ServiceKit",
            dependencies: [
                "HTTPTransport", "Instruments", "JSONAccess", "StrictYAML", "Validation", hummingbird, httpTypes,
                nioCore, lifecycle, logging, crypto,
            ]),
        .systemLibrary(
            name: "CSQLite", path: "Sources/CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "SQLiteAccess", dependencies: ["CSQLite", "Instruments", nioPosix]),
        .target(name: "Outbox", dependencies: ["Instruments", "SQLiteAccess", heap]),
        // The protocol of etcd; generated by Scripts/generate-etcd.
        .target(
            name: "EtcdProtocol",
            dependencies: [
                grpc, .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            exclude: ["Protocol"]),
        .target(name: "EtcdAccess", dependencies: ["EtcdProtocol", grpc, grpcTransport, nioCore, nioHTTP2]),
        .target(
            name: "ConfigStore",
            dependencies: [
                "ConfigStoreAPI", "Instruments", "JSONAccess", "ObjectStorage", "SQLiteAccess", "ServiceKit",
                "Validation",
                "Validators", hummingbird, httpTypes, nioCore, nioPosix, lifecycle, crypto, logging,
            ]),
        .target(
            name: "EtcdStore",
            dependencies: [
                "ConfigStore", "EtcdAccess", "Instruments", "SQLiteAccess", "ServiceKit", logging, nioCore, nioPosix,
            ]),
        .target(
            name: "Gateway",
            dependencies: [
                "ConfigStoreAPI", "ConfigStoreClient", "HTTPTransport", "Instruments", "JSONAccess", "Outbox",
                "RemoteSources", "RunServiceClient", "ServiceKit", "Validation", hummingbird, httpTypes, nioCore,
                lifecycle, crypto, logging,
            ]),

        // A forge for demos and tests.
        .target(
            name: "ForgeSimulator",
            dependencies: [
                "HTTPTransport", "ServiceKit", hummingbird, httpTypes, nioCore, lifecycle, crypto, cryptoExtras,
                logging,
            ]),

        // The only composition root.
        .executableTarget(
            name: "Sallyport",
            dependencies: [
                "ConfigStore", "ConfigStoreAPI", "ConfigStoreClient", "CurlTransport", "DeclarativeDriver",
                "ForgeSimulator", "Gateway", "GatewayClient", "GitAccess", "GitHubDriver", "GiteaDriver",
                "GitLabDriver", "HTTPTransport", "Instruments", "ObjectStorage", "Outbox", "PlainGitDriver",
                "PluginProcess",
                "ProcessDriver", "EtcdAccess", "EtcdStore",
                "ProcessDriverTesting", "RemoteSources", "RemoteSourcesTesting", "RunServiceClient",
                "ServiceKit", "StrictYAML", "Validation", "Validators", argumentParser, hummingbird, httpTypes,
                lifecycle, logging, nioCore,
                nioPosix,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),

        // Measured by Benchmarks/run; here, because it needs what is no product.
        .target(name: "CAllocations", path: "Benchmarks/Sources/CAllocations"),
        .executableTarget(
            name: "DriverBenchmark",
            dependencies: [
                "CAllocations", "DeclarativeDriver", "GitHubDriver", "GiteaDriver", "GitLabDriver", "HTTPTransport",
                "PluginProcess", "ProcessDriver", "RemoteSources", argumentParser, crypto, logging,
            ],
            path: "Benchmarks/Sources/DriverBenchmark"),

        .executableTarget(
            name: "DeliverySender", dependencies: [argumentParser, crypto],
            path: "Benchmarks/Sources/DeliverySender"),

        // Tests.
        .target(
            name: "ServiceTesting", dependencies: ["ServiceKit", "HTTPTransport", logging],
            path: "Tests/ServiceTesting"),
        .target(
            name: "GitServing",
            dependencies: ["GitAccess", "CurlTransport", "HTTPTransport", "RemoteSources", "ServiceTesting", nioPosix],
            path: "Tests/GitServing", resources: [.copy("Server")]),
        .target(
            name: "ObjectStoring",
            dependencies: ["CurlTransport", "HTTPTransport", "ObjectStorage", "ServiceTesting"],
            path: "Tests/ObjectStoring"),
        .testTarget(name: "ValidationTests", dependencies: ["Validation"]),
        .testTarget(
            name: "PluginProcessTests",
            dependencies: ["PluginProcess", "ServiceTesting", "Validation", nioCore, logging],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "ValidatorsTests",
            dependencies: [
                "PluginProcess", "ServiceTesting", "StrictYAML", "Validation", "Validators", logging,
            ]),
        .testTarget(name: "StrictYAMLTests", dependencies: ["StrictYAML", "Validation"]),
        .testTarget(
            name: "CurlTransportTests",
            dependencies: ["CurlTransport", "HTTPTransport"]),
        .testTarget(
            name: "GitAccessTests",
            dependencies: [
                "GitAccess", "GitServing", "CurlTransport", "HTTPTransport", "RemoteSources", "ServiceTesting",
                nioPosix,
            ]),
        .testTarget(
            name: "JSONAccessTests", dependencies: ["JSONAccess", "RemoteSourcesTesting", "ServiceTesting"]),
        .testTarget(
            name: "RemoteSourcesTests",
            dependencies: [
                "JSONAccess", "PlainGitDriver", "RemoteSources", "HTTPTransport", "ServiceTesting", "Validation",
                "RemoteSourcesTesting", crypto, logging,
            ]),
        .testTarget(
            name: "GitHubDriverTests",
            dependencies: [
                "GitHubDriver", "RemoteSources", "RemoteSourcesTesting", "HTTPTransport", crypto, cryptoExtras,
            ]),
        .testTarget(
            name: "GiteaDriverTests",
            dependencies: ["GiteaDriver", "RemoteSources", "RemoteSourcesTesting", "HTTPTransport"]),
        .testTarget(
            name: "GitLabDriverTests",
            dependencies: ["GitLabDriver", "RemoteSources", "RemoteSourcesTesting", "HTTPTransport"]),
        .testTarget(
            name: "ConformanceTests",
            dependencies: [
                "DeclarativeDriver", "DriverFuzzer", "GitHubDriver", "GiteaDriver", "GitLabDriver", "HTTPTransport",
                "PlainGitDriver", "RemoteSources", "RemoteSourcesTesting",
            ]),
        .executableTarget(
            name: "DriverFuzzer",
            dependencies: [
                "DeclarativeDriver", "GitHubDriver", "GiteaDriver", "GitLabDriver", "PlainGitDriver", "RemoteSources",
                "RemoteSourcesTesting", argumentParser,
            ],
            path: "Tests/DriverFuzzer"),
        .testTarget(
            name: "DeclarativeDriverTests",
            dependencies: [
                "DeclarativeDriver", "ForgeSimulator", "RemoteSources", "RemoteSourcesTesting", "HTTPTransport",
                "ServiceKit", "ServiceTesting", "StrictYAML", "Validation", crypto,
            ]),
        .testTarget(
            name: "ProcessDriverTests",
            dependencies: [
                "ProcessDriver", "ProcessDriverTesting", "PluginProcess", "RemoteSources", "RemoteSourcesTesting",
                "HTTPTransport", "ServiceTesting", logging,
            ],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "ServiceKitTests",
            dependencies: [
                "Instruments", "ServiceKit", "ServiceTesting", "HTTPTransport", "Validation", hummingbird, httpTypes,
                nioCore, logging,
            ]),
        .testTarget(
            name: "ObjectStorageTests",
            dependencies: ["CurlTransport", "HTTPTransport", "ObjectStorage", "ObjectStoring", "ServiceTesting"]),
        .testTarget(
            name: "OutboxTests",
            dependencies: ["Instruments", "Outbox", "SQLiteAccess", "ServiceKit", "ServiceTesting"]),
        .target(
            name: "EtcdServing", dependencies: ["EtcdAccess", "ServiceTesting"], path: "Tests/EtcdServing"),
        .testTarget(
            name: "ConfigStoreTests",
            dependencies: [
                "ConfigStore", "ConfigStoreAPI", "ConfigStoreClient", "HTTPTransport", "ServiceKit",
                "ObjectStorage", "ObjectStoring", "PluginProcess", "SQLiteAccess", "ServiceTesting", "StrictYAML",
                "Validation", "Validators", crypto, "EtcdAccess", "EtcdServing", "EtcdStore",
                logging,
            ]),
        .target(
            name: "RunServing",
            dependencies: [
                "HTTPTransport", "RunServiceClient", "ServiceKit", "ServiceTesting", hummingbird, httpTypes, logging,
            ],
            path: "Tests/RunServing"),
        .testTarget(
            name: "RunServiceClientTests",
            dependencies: ["CurlTransport", "HTTPTransport", "RunServiceClient", "RunServing", "ServiceTesting"]),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "ConfigStore", "ConfigStoreAPI", "ConfigStoreClient", "CurlTransport", "GatewayClient",
                "GiteaDriver", "HTTPTransport", "Outbox", "RemoteSources", "ServiceKit", "ServiceTesting", httpTypes,
            ]),
        .testTarget(
            name: "GatewayClientTests",
            dependencies: [
                "GatewayClient", "ConfigStore", "ConfigStoreAPI", "ConfigStoreClient", "CurlTransport",
                "ForgeSimulator",
                "Gateway", "GitHubDriver", "GiteaDriver", "GitLabDriver", "HTTPTransport", "Outbox", "PlainGitDriver",
                "RemoteSources", "RunServiceClient", "RunServing", "ServiceKit", "ServiceTesting", crypto, cryptoExtras,
            ]),
        .testTarget(
            name: "ForgeSimulatorTests",
            dependencies: [
                "ForgeSimulator", "GitHubDriver", "GiteaDriver", "GitLabDriver", "RemoteSources",
                "RemoteSourcesTesting", "CurlTransport", "HTTPTransport", "ServiceKit", "ServiceTesting", cryptoExtras,
            ]),
        // A forge and a sink as processes.
        .executableTarget(
            name: "KillableParts",
            dependencies: [
                "CurlTransport", "ForgeSimulator", "HTTPTransport", "ServiceKit", argumentParser, hummingbird, logging,
            ],
            path: "Tests/KillableParts"),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Sallyport", "ConfigStore", "ConfigStoreAPI", "ConfigStoreClient", "CurlTransport", "ForgeSimulator",
                "Gateway", "GatewayClient", "GitAccess", "GitServing", "GiteaDriver", "HTTPTransport", "KillableParts",
                "Outbox", "PlainGitDriver", "RemoteSources", "RemoteSourcesTesting", "ServiceKit", "ServiceTesting",
                crypto, "StrictYAML", "ObjectStorage", "ObjectStoring", "EtcdAccess", "EtcdServing",
                hummingbird, lifecycle, logging, nioCore, nioPosix,
            ]),
    ],
    swiftLanguageModes: [.v6]
)

// What is C, or generated.
let foreign = ["CAllocations", "CSpawn", "EtcdProtocol"]
for target in package.targets where target.type != .system && !foreign.contains(target.name) {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
        .treatWarning("DeprecatedDeclaration", as: .warning),
    ]
}
