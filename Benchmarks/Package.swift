// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "benchmarks",
    dependencies: [
        .package(name: "sallyport", path: ".."),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: ["FullFoundation"]),
    ],
    targets: [
        // The measure for the routes: the same server framework, doing nothing but answer.
        .executableTarget(name: "BareRoute", dependencies: [.product(name: "Hummingbird", package: "hummingbird")]),
        .executableTarget(
            name: "ConnectionReuse",
            dependencies: [
                .product(name: "CurlTransport", package: "sallyport"),
                .product(name: "HTTPTransport", package: "sallyport"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
