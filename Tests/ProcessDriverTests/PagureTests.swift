import Foundation
import PluginProcess
import ProcessDriverTesting
import RemoteSources
import RemoteSourcesTesting
import ServiceTesting
import Testing

@testable import ProcessDriver

@Suite("The example for Pagure", .serviceLogs, .timeLimit(.minutes(10)))
struct PagureTests {
    @Test("is under 300 lines")
    func size() throws {
        let lines = try String(contentsOfFile: DriverFixture.pagure, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 300)
    }

    @Test("does everything that the kit holds a driver to, and fails as a process may")
    func pass() async throws {
        try await DriverFixture.with([], script: DriverFixture.pagure) { fixture in
            let recordings = try Recordings(
                contentsOf: URL(filePath: DriverFixture.pagure).deletingLastPathComponent()
                    .appending(path: "../../recordings/pagure").standardizedFileURL)
            let process = FailingProcess(
                command: PluginCommand(executable: DriverFixture.pagure), type: "pagure", settings: PluginSettings(),
                logger: TestLog.current.logger(service: "drivers"))
            let report = await ConformanceKit(driver: fixture.driver, recordings: recordings, process: process).run()
            #expect(report.failures == [])
            let notApplicable = report.results.compactMap { result in
                if case .notApplicable = result.outcome { result.group.name } else { nil }
            }
            #expect(notApplicable == ["refresh", "files", "deployKeys", "webhooks", "deliveryLists"])
            // None of what the kit asked was the process's own fault.
            #expect(fixture.driver.health == DriverHealth(state: .running, lastError: nil))
        }
    }
}
