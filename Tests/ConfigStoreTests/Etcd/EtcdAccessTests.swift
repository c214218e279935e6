import ConfigStore
import EtcdAccess
import EtcdServing
import EtcdStore
import ServiceTesting
import Testing

/// Over TLS, and with an etcd that wants to know who asks.
@Suite("An instance and its etcd", .serviceLogs, .timeLimit(.minutes(2)))
struct EtcdAccessTests {
    private static let password = "correct horse battery staple"

    /// Runs `body` with an etcd that speaks TLS.
    private static func withTLS(
        wantsCertificates: Bool, _ body: (EtcdServer, EtcdCertificates, _ directory: String) async throws -> Void
    ) async throws {
        try await ServiceGate.pass {
            try await StoreKind.withDirectory { directory in
                let certificates = try await EtcdCertificates(in: directory + "/certificates")
                try await EtcdServer.with(
                    options: wantsCertificates ? certificates.demands : [], certificates: certificates
                ) { server in
                    try await body(server, certificates, directory)
                }
            }
        }
    }

    /// Runs `body` with an etcd in which one user may do what a store needs, and nothing else.
    private static func withUsers(
        _ options: [String] = [], _ body: (EtcdServer, _ directory: String) async throws -> Void
    ) async throws {
        try await ServiceGate.pass {
            try await EtcdServer.with(options: options) { server in
                try await server.control("user", "add", "root:root")
                try await server.control("user", "grant-role", "root", "root")
                try await server.control("role", "add", "sallyport")
                try await server.control(
                    "role", "grant-permission", "sallyport", "--prefix", "readwrite", "sallyport/")
                try await server.control("user", "add", "sallyport:" + password)
                try await server.control("user", "grant-role", "sallyport", "sallyport")
                try await server.control("auth", "enable")
                try await StoreKind.withDirectory { try await body(server, $0) }
            }
        }
    }

    private static func open(
        _ settings: EtcdSettings, in directory: String
    ) async throws -> EtcdStore {
        try await EtcdStore.open(
            settings, directory: directory, logger: TestLog.current.logger(service: "etcdstore"))
    }

    /// Opens a store, commits and reads.
    private static func use(_ settings: EtcdSettings, in directory: String) async throws {
        let store = try await open(settings, in: directory)
        try await store.commit(SQLiteStoreTests.creation("1"))
        #expect(try await store.record(RecordKey("thing", "1")) != nil)
        await store.close()
    }

    /// Opening fails, and says so with each of the words.
    private static func expectRefusal(
        _ settings: EtcdSettings, in directory: String, words: String...
    ) async throws {
        let refusal = await #expect(throws: StoreError.self) { _ = try await open(settings, in: directory) }
        guard case .unusable(let text)? = refusal else {
            Issue.record("\(refusal as Any)")
            return
        }
        for word in words { #expect(text.contains(word), "\(text)") }
    }

    @Test("speak TLS: the instance believes whom it is told to, and nobody else")
    func authorities() async throws {
        try await Self.withTLS(wantsCertificates: false) { server, _, directory in
            try await Self.use(server.settings, in: directory + "/right")
            let other = try await EtcdCertificates(in: directory + "/others")
            var settings = server.settings
            for caFile in [other.authority, nil] {
                settings.tls = .init(caFile: caFile)
                try await Self.expectRefusal(
                    settings, in: directory + "/wrong", words: "certificate", "configstore.etcd.caFile")
            }
            settings.tls = .init(caFile: directory + "/nothing.pem")
            try await Self.expectRefusal(settings, in: directory + "/none", words: "configstore.etcd.caFile")
        }
    }

    @Test("speak TLS with certificates on both sides, and the instance is told when its own is wanted")
    func clientCertificates() async throws {
        try await Self.withTLS(wantsCertificates: true) { server, certificates, directory in
            var settings = server.settings
            try await Self.expectRefusal(
                settings, in: directory + "/none", words: "certificate", "configstore.etcd.certificateFile")
            let other = try await EtcdCertificates(in: directory + "/others")
            settings.tls?.certificateFile = other.clientCertificate
            settings.tls?.keyFile = other.clientKey
            try await Self.expectRefusal(
                settings, in: directory + "/wrong", words: "certificate", "configstore.etcd.certificateFile")
            settings.tls?.certificateFile = certificates.clientCertificate
            settings.tls?.keyFile = certificates.clientKey
            try await Self.use(settings, in: directory + "/right")
        }
    }

    @Test("know each other by user and password: a wrong one is said, and neither is in a log")
    func passwords() async throws {
        try await Self.withUsers { server, directory in
            var settings = server.settings
            try await Self.expectRefusal(settings, in: directory + "/none", words: "configstore.etcd.user")
            settings.user = "sallyport"
            settings.password = Self.password + " wrong"
            try await Self.expectRefusal(settings, in: directory + "/wrong", words: "configstore.etcd.user")
            settings.password = Self.password
            try await Self.use(settings, in: directory + "/right")
            #expect(!TestLog.current.contains(Self.password))
        }
    }

    @Test("go on when tokens expire, or etcd has forgotten them, also for what is watched")
    func tokens() async throws {
        try await StoreKind.withDirectory { folder in
            let tokens = try await EtcdCertificates(in: folder + "/tokens").tokens(seconds: 1)
            try await Self.withUsers(tokens) { server, directory in
                var settings = server.settings
                (settings.user, settings.password) = ("sallyport", Self.password)
                let stores = [
                    try await Self.open(settings, in: directory + "/1"),
                    try await Self.open(settings, in: directory + "/2"),
                ]
                var number = 0
                for outage in [false, true] {
                    if outage {
                        await server.kill()
                        try await server.start()
                    }
                    let end = ContinuousClock.now + .seconds(3)
                    while ContinuousClock.now < end {
                        number += 1
                        try await EtcdFaultTests.create("\(number)", in: stores[number % 2])
                        try await stores[(number + 1) % 2].wait(for: stores[number % 2].revision)
                    }
                }
                for store in stores { await store.close() }
            }
        }
    }

    @Test("keep their connection, however many requests there are, also over TLS", arguments: [false, true])
    func pings(isTLS: Bool) async throws {
        let body: (EtcdServer, String) async throws -> Void = { server, directory in
            let store = try await Self.open(server.settings, in: directory + "/store")
            for number in 0..<500 { try await store.commit(SQLiteStoreTests.creation("\(number)")) }
            await store.close()
            #expect(!TestLog.current.contains("is not followed"))
        }
        if isTLS {
            try await Self.withTLS(wantsCertificates: false) { server, _, directory in try await body(server, directory)
            }
        } else {
            try await EtcdStoreTests.with(0) { server, _, directory in try await body(server, directory) }
        }
    }

    @Test("need no more rights than for the store's own keys")
    func rights() async throws {
        try await Self.withUsers { server, directory in
            var settings = server.settings
            (settings.user, settings.password) = ("sallyport", Self.password)
            let store = try await Self.open(settings, in: directory + "/1")
            let revision = try await store.commit(SQLiteStoreTests.creation("1"))
            try await store.wantMaintenance(true)
            try await store.wantMaintenance(false)
            let writer = try await store.beginGeneration()
            try await writer.write([.record(SQLiteStoreTests.put("new", revision: 7))])
            _ = try await writer.verify()
            try await writer.makeCurrent()
            try await store.deleteGeneration(1)
            // What keeps the history short asks for these.
            let client = try EtcdClient(settings)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await client.run() }
                try await client.compact(before: revision)
                #expect(try await !client.status().hasNoSpace)
                let lease = try await client.grantLease(seconds: 10)
                #expect(try await client.keepLeaseAlive(lease))
                try await client.revokeLease(lease)
                group.cancelAll()
            }
            await store.close()
        }
    }
}
