// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "client",
    dependencies: [.package(name: "sallyport", path: "../..")],
    targets: [
        .executableTarget(
            name: "client",
            dependencies: [
                .product(name: "ConfigStoreAPI", package: "sallyport"),
                .product(name: "ConfigStoreClient", package: "sallyport"),
                .product(name: "CurlTransport", package: "sallyport"),
                .product(name: "GatewayClient", package: "sallyport"),
                .product(name: "HTTPTransport", package: "sallyport"),
                .product(name: "RunServiceClient", package: "sallyport"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
