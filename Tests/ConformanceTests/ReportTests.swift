import Foundation
import GiteaDriver
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("A report of the conformance kit")
struct ReportTests {
    /// A driver that signs people in with a token, and nothing else.
    private struct SmallDriver: RemoteSourceDriver {
        var manifest: DriverManifest {
            DriverManifest(id: "test/small", version: "1", capabilities: [.userInfo], authTypes: [])
        }

        func currentUser(credential: CredentialSlot) async throws(DriverError) -> Call<RemoteUser> {
            try await GiteaDriver().currentUser(credential: credential)
        }
    }

    private static func recordings(_ files: [String: String]) throws -> Recordings {
        let folder = URL(filePath: NSTemporaryDirectory()).appending(path: "sallyport-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        return try Recordings(contentsOf: folder)
    }

    private static let settings = #"{"apiURL":"https://git.test"}"#

    private static func user(_ answer: String, _ end: String) -> String {
        #"{"operation":"currentUser","exchanges":[{"request":{"method":"GET","path":"/api/v1/user"},"response":"#
            + #"{\#(answer)}}],\#(end)}"#
    }

    @Test("of a small driver is short: a few recordings are enough for it")
    func small() async throws {
        let recordings = try Self.recordings([
            "kit.json": Self.settings,
            "operations.json": "["
                + Self.user(#""status":200,"body":{"id":1,"login":"a"}"#, #""result":{"id":"1","loginName":"a"}"#) + ","
                + Self.user(#""status":401,"body":{}"#, #""error":"unauthorized""#) + "]",
        ])
        let report = await ConformanceKit(driver: SmallDriver(), recordings: recordings).run()
        #expect(report.failures == [])
        let lines = report.description.split(separator: "\n")
        #expect(lines.first == "test/small 1: 2 operations, 0 links, 0 deliveries")
        #expect(lines.last == "5 groups passed, 0 failed, 14 not applicable")
        #expect(report.junitXML.contains(#"<testsuite name="test/small 1" tests="19" failures="0" skipped="14""#))
    }

    @Test("says what is declared and not tested")
    func untested() async throws {
        let recordings = try Self.recordings([
            "kit.json": #"{"apiURL":"https://git.test","without":{"user.password":"why","nonsense":"why"}}"#,
            "operations.json": "[]",
        ])
        let report = await ConformanceKit(driver: SmallDriver(), recordings: recordings).run()
        #expect(
            report.failures.contains(
                "manifest: userInfo is declared and not tested: there is no recording of currentUser"))
        #expect(
            report.failures.contains(
                "manifest: kit.json: there is no situation nonsense that one could be without"))
        #expect(
            report.failures.contains {
                $0.hasPrefix("authentication: userInfo is declared and not tested:") && $0.hasSuffix("(user)")
            })
        #expect(report.description.contains("  FAILED          authentication"))
        #expect(report.junitXML.contains("<failure message=\""))
    }

    @Test("in XML has no character that XML has no place for")
    func escaping() async {
        let group = ConformanceGroup("a<b>&\"", "title") { _ in .failed(["\u{0}\u{1B}[31m <tag> & \"text\"\n"]) }
        let recordings = try? Self.recordings(["kit.json": Self.settings, "operations.json": "[]"])
        guard let recordings else { return }
        let xml = await ConformanceKit(driver: SmallDriver(), recordings: recordings).run([group]).junitXML
        #expect(xml.contains("?[31m &lt;tag&gt; &amp; &quot;text&quot;"))
        #expect(xml.contains(#"name="a&lt;b&gt;&amp;&quot;""#))
    }

    @Test(
        "is not made from recordings that can't be read: the file and the entry are named",
        arguments: [
            ("kit.json", "{}", "kit.json: apiURL"), ("kit.json", "[", "kit.json: it is no JSON"),
            ("kit.json", #"{"apiURL":"u","other":1}"#, "other is not one of"),
            ("operations.json", "{}", "operations.json: it is a JSON list"),
            ("operations.json", "[{}]", "entry 1 needs one of these"),
            ("operations.json", #"[{"operation":"currentUser","result":{}}]"#, "entry 1 names no exchanges"),
            ("operations.json", #"[{"operation":"currentUser","exchanges":["gone"],"result":{}}]"#, "gone.json"),
            ("operations.json", #"[{"operation":"currentUser","exchanges":[{}],"result":{}}]"#, "no request"),
            ("operations.json", #"[{"operation":"link","arguments":{"to":"x"}}]"#, "entry 1 needs the arguments"),
            ("operations.json", #"[{"operation":"link","arguments":{"hash":"x"}}]"#, "argument hash"),
            ("events.json", "[{}]", "events.json"), ("events.json", #"[{"delivery":"gone","event":{}}]"#, "gone.json"),
        ])
    func unreadable(file: String, text: String, words: String) throws {
        var files = ["kit.json": Self.settings, "operations.json": "[]"]
        files[file] = text
        let error = #expect(throws: UnreadableRecording.self) { try Self.recordings(files) }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
}
