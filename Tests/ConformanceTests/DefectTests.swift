import Foundation
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("A driver with a defect")
struct DefectTests {
    /// A defect, and the group that has to see it.
    struct Defect: Sendable, CustomTestStringConvertible {
        let group: String
        let name: String
        let driver: AlteredDriver
        var process: DefectiveProcess?
        var testDescription: String { "\(group): \(name)" }

        init(_ group: String, _ name: String, process: DefectiveProcess? = nil, _ change: (inout AlteredDriver) -> Void)
        {
            self.group = group
            self.name = name
            self.process = process
            var driver = AlteredDriver()
            change(&driver)
            self.driver = driver
        }
    }

    private static func isPOST(_ request: ForgeRequest, to end: String) -> Bool {
        request.method == "POST" && request.path.last == end
    }

    private static func withoutMember(_ name: String, _ request: inout ForgeRequest) {
        guard case .json(.object(let members)) = request.body else { return }
        request.body = .json(.object(members.filter { $0.name != name }))
    }

    static let defects: [Defect] = [
        Defect("manifest", "declares what it doesn't do") { driver in
            driver.alterManifest = { $0.capabilities.insert(.appInstallations) }
        },
        Defect("manifest", "does what it doesn't declare") { driver in
            driver.alterManifest = {
                $0.capabilities.remove(.links); $0.capabilities.remove(.files)
            }
        },
        Defect("requests", "asks for something else") { driver in
            driver.alterRequest = { if $0.path.last == "hello" { $0.query.append(.init("x", "1")) } }
        },
        Defect("requests", "makes one part of a path of several") { driver in
            driver.alterRequest = { request in
                request.path = request.path.flatMap { $0.split(separator: "%").map(String.init) }
            }
        },
        Defect("authentication", "goes without the credential") { driver in
            driver.alterRequest = { if $0.path.last == "user" { $0.credential = .none } }
        },
        Defect("authentication", "doesn't send the proof key") { driver in
            driver.alterRequest = { request in
                guard case .form(let fields) = request.body else { return }
                request.body = .form(fields.filter { $0.name != "code_verifier" })
            }
        },
        Defect("refresh", "takes a forge that is down for a token that is used up") { driver in
            driver.alterError = { if case .unavailable(let text) = $0 { .unauthorized(text) } else { $0 } }
        },
        Defect("pagination", "leaves the list after one page") { driver in
            driver.alterRequest = { request in request.query.removeAll { $0.name == "page" } }
        },
        Defect("pagination", "leaves the first item out") { driver in
            driver.alterResponse = { response in
                let list = try? JSONSerialization.jsonObject(with: Data(response.body)) as? [Any]
                guard let list, list.count > 2 else { return }
                response.body = Array((try? JSONSerialization.data(withJSONObject: Array(list.dropFirst()))) ?? Data())
            }
        },
        Defect("repositories", "takes what has moved for gone") { driver in
            driver.alterResponse = { if (300..<400).contains($0.status) { $0.status = 404 } }
        },
        Defect("refs", "takes any ref for the one that was asked for") { driver in
            driver.alterRequest = { request in
                if request.path.contains("refs") { request.path = Array(request.path.prefix(7)) + ["main"] }
            }
            driver.alterResponse = { response in
                let text = String(decoding: response.body, as: UTF8.self)
                guard text.contains(#""ref""#), text.contains("refs/heads/feature") else { return }
                response.body = Array(text.replacing("feature-2", with: "feature").utf8)
            }
        },
        Defect("files", "reads every file as a text") { driver in
            driver.alterResponse = { $0.body = Array(String(decoding: $0.body, as: UTF8.self).utf8) }
        },
        Defect("deployKeys", "doesn't say whether a key may push") { driver in
            driver.alterRequest = { if isPOST($0, to: "keys") { withoutMember("read_only", &$0) } }
        },
        Defect("webhooks", "makes a webhook without a secret") { driver in
            driver.alterRequest = { if isPOST($0, to: "hooks") { withoutMember("config", &$0) } }
        },
        Defect("deliveryLists", "declares a list that nothing shows") { driver in
            driver.alterManifest = { $0.capabilities.insert(.webhookDeliveries) }
        },
        Defect("signatures", "takes the proof of another forge") { driver in
            driver.alterManifest = { $0.webhookSchemes = [.sharedToken(header: "x-gitea-event")] }
        },
        Defect("events", "takes what it doesn't know for a push") { driver in
            driver.unreadEvent = RemoteEvent(
                .push, deliveryID: "1", repository: .init(id: "1", path: "alice/hello"), sender: nil)
        },
        Defect("events", "loses who did it") { driver in driver.alterEvent = { $0.sender = nil } },
        Defect("pullRequests", "counts pull requests by their ids") { driver in
            driver.alterEvent = { $0.pullRequest?.number += 1000 }
        },
        Defect("pullRequests", "knows repositories by their paths") { driver in
            driver.alterEvent = { $0.repository.id = $0.repository.path }
        },
        Defect("statuses", "says success whatever it is") { driver in
            driver.alterRequest = { request in
                guard case .json(.object(var members)) = request.body else { return }
                for index in members.indices where members[index].name == "state" { members[index].value = "success" }
                request.body = .json(.object(members))
            }
        },
        Defect("errors", "takes a login that is refused for a right that is missing") { driver in
            driver.alterError = { if case .unauthorized(let text) = $0 { .forbidden(text) } else { $0 } }
        },
        Defect("errors", "takes a web page for an answer") { driver in
            driver.alterResponse = { if $0.body.first == UInt8(ascii: "<") { $0.body = []; $0.headers = [:] } }
        },
        Defect("links", "doesn't escape") { driver in
            driver.alterLink = { target, link in
                if case .branch(let name) = target { "https://git.test/\(name)" } else { link }
            }
        },
        Defect("robustness", "takes whatever comes for an event") { driver in
            driver.unreadEvent = RemoteEvent(
                .push, deliveryID: "1", repository: .init(id: "1", path: "alice/hello"), sender: nil)
            driver.unreadEvent?.after = "main"
        },
        Defect("process", "is not started again", process: DefectiveProcess(startsAgain: false)) { _ in },
        Defect("process", "fails, and nobody notices", process: DefectiveProcess(fails: false)) { _ in },
        Defect("process", "is tried again without a pause", process: DefectiveProcess(pauses: false)) { _ in },
        Defect("process", "is loaded without an introduction", process: DefectiveProcess(refuses: false)) { _ in },
    ]

    @Test("fails the group that is about it", arguments: defects)
    func fails(defect: Defect) async throws {
        let kit = ConformanceKit(
            driver: defect.driver, recordings: try BuiltInDriversTests.recordings("gitea"), process: defect.process)
        let group = try #require(ConformanceKit.groups.first { $0.name == defect.group })
        let report = await kit.run([group])
        #expect(!report.failures.isEmpty)
    }

    @Test("is not found where there is none")
    func unaltered() async throws {
        let report = await ConformanceKit(
            driver: AlteredDriver(), recordings: try BuiltInDriversTests.recordings("gitea")
        ).run()
        #expect(report.failures == [])
    }

    @Test("is looked for by every group")
    func everyGroup() {
        #expect(Set(Self.defects.map(\.group)) == Set(ConformanceKit.groups.map(\.name)))
    }
}
