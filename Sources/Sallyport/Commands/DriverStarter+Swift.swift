/// A driver as a package in Swift, which a test holds to the contract.
extension DriverStarter {
    static func swift(_ name: String) -> [StarterFile] {
        let type = name.prefix(1).uppercased() + name.dropFirst() + "Driver"
        return [
            StarterFile(path: "Package.swift", contents: package(name, type)),
            StarterFile(path: "Sources/\(type)/\(type).swift", contents: source(name, type)),
            StarterFile(path: "Tests/\(type)Tests/\(type)Tests.swift", contents: test(name, type)),
            StarterFile(path: "README.md", contents: steps(name, type)),
        ] + recordings(name)
    }

    private static func package(_ name: String, _ type: String) -> String {
        """
        // swift-tools-version: 6.2
        import PackageDescription

        let package = Package(
            name: "\(name)",
            products: [.library(name: "\(type)", targets: ["\(type)"])],
            dependencies: [
                .package(name: "sallyport", path: Context.environment["SALLYPORT_PACKAGE"] ?? "../sallyport")
            ],
            targets: [
                .target(
                    name: "\(type)", dependencies: [.product(name: "RemoteSources", package: "sallyport")]),
                .testTarget(
                    name: "\(type)Tests",
                    dependencies: [
                        "\(type)", .product(name: "RemoteSourcesTesting", package: "sallyport"),
                    ]),
            ],
            swiftLanguageModes: [.v6]
        )

        """
    }

    private static func source(_ name: String, _ type: String) -> String {
        """
        public import RemoteSources

        /// The driver for \(name).
        public struct \(type): RemoteSourceDriver {
            /// Creates the driver; it keeps nothing.
            public init() {}

            public var manifest: DriverManifest {
                DriverManifest(id: "\(name)", version: "0.1.0", capabilities: [.userInfo], authTypes: [])
            }

            private struct User: Decodable {
                var id: Int
                var login: String
            }

            public func currentUser(credential: CredentialSlot) async throws(DriverError) -> Call<RemoteUser> {
                let request = ForgeRequest("GET", ["api", "user"], credential: credential)
                return Call.value(request, as: User.self) { user throws(DriverError) in
                    RemoteUser(id: String(user.id), loginName: user.login)
                }
            }
        }

        """
    }

    private static func test(_ name: String, _ type: String) -> String {
        """
        import Foundation
        import RemoteSourcesTesting
        import Testing

        @testable import \(type)

        @Test("The driver for \(name) does everything that the kit holds a driver to")
        func kit() async throws {
            let recordings = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../recordings/\(name)").standardizedFileURL
            let kit = ConformanceKit(driver: \(type)(), recordings: try Recordings(contentsOf: recordings))
            let report = await kit.run()
            #expect(report.failures == [])
        }

        """
    }

    private static func steps(_ name: String, _ type: String) -> String {
        """
        # A driver for \(name)

        `swift test` holds it to the contract. It takes Sallyport's package from `../sallyport`, or from the folder that
        `SALLYPORT_PACKAGE` names. Put what the forge says into `recordings/\(name)`, declare the next capability in the
        manifest, and go on until the test passes again.

        Then it becomes part of the executable. In Sallyport's own folder:

        1. Move `Sources/\(type)` to `Sources/Drivers/\(type.dropLast("Driver".count))`, and `recordings/\(name)` to `recordings/`.
        2. Add the target `\(type)` to `Package.swift` beside the other drivers, and to the dependencies of `Sallyport`.
        3. Add `"\(name)": { \(type)() }` to `InstalledDrivers.builtIns`.
        4. Name it in `plugins.yaml`: `{type: \(name), plugin: builtin/\(name)}`.
        5. Run `sallyport driver test \(name) --plugins plugins.yaml`.

        """
    }
}
