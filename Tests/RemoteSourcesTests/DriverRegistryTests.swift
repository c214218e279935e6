import RemoteSources
import Testing

@Suite("The driver registry")
struct DriverRegistryTests {
    @Test("gives a driver by config type and type")
    func finds() throws {
        var registry = DriverRegistry()
        try registry.register(TestDriver(), as: "test")
        try registry.register(TestDriver(), as: "also")
        #expect(registry.driver(.remoteSource, type: "test")?.manifest.id == "test")
        #expect(registry.driver(.manual, type: "test") == nil)
        #expect(registry.driver(.remoteSource, type: "other") == nil)
        #expect(registry.all.map(\.type) == ["also", "test"])
    }

    @Test("takes a type once")
    func refusesDuplicates() throws {
        var registry = DriverRegistry()
        try registry.register(TestDriver(), as: "test")
        #expect(throws: RegistryError.duplicate(type: "test", configType: .remoteSource)) {
            try registry.register(TestDriver(), as: "test")
        }
    }

    @Test("takes only the contract's versions that are served", arguments: [(0, 9), (1, 1), (2, 0)])
    func refusesVersions(major: Int, minor: Int) {
        var driver = TestDriver()
        driver.manifest.contract = ContractVersion(major: major, minor: minor)
        var registry = DriverRegistry()
        #expect(throws: RegistryError.self) { try registry.register(driver, as: "test") }
        #expect(registry.all.isEmpty)
    }

    @Test("refuses manifests that contradict themselves, everything at once")
    func refusesContradictions() throws {
        let changes: [(inout DriverManifest) -> Void] = [
            { $0.id = "" }, { $0.authTypes = [.password] }, { $0.authTypes = [.oauth2] }, { $0.oauth2 = nil },
            { $0.capabilities.remove(.passwordLogin) }, { $0.capabilities.remove(.userInfo) },
            { $0.capabilities.remove(.events) }, { $0.webhookSchemes = [] }, { $0.webhookEvents = [] },
            { $0.limits.pageSize = 0 }, { $0.limits.maxPages = 0 }, { $0.limits.maxResponseBytes = 0 },
            { $0.oneTimePasswordHeader = "Host" }, { $0.oneTimePasswordHeader = "X-OTP: 1\r\nX" },
            { $0.webhookSchemes = [.sharedToken(header: "")] },
        ]
        for (index, change) in changes.enumerated() {
            var driver = TestDriver()
            change(&driver.manifest)
            var registry = DriverRegistry()
            #expect(throws: RegistryError.self, "change \(index)") { try registry.register(driver, as: "test") }
        }
        var driver = TestDriver()
        for change in changes { change(&driver.manifest) }
        var registry = DriverRegistry()
        let error = #expect(throws: RegistryError.self) { try registry.register(driver, as: "test") }
        guard case .invalidManifest(_, let problems) = error else {
            Issue.record("the manifest is invalid")
            return
        }
        #expect(problems.count >= 5)
    }
}
