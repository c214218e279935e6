import Foundation
import RemoteSourcesTesting
import Testing

@Suite("A folder of recordings")
struct RecordedExchangeTests {
    private static let exchange = #"{"request":{"method":"GET","path":"/a"},"response":{"status":200,"body":"x"}}"#

    private static func load(_ files: [String: String], except others: Set<String> = []) throws -> Set<String> {
        let directory = URL(filePath: NSTemporaryDirectory()).appending(path: "sallyport-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: directory.appending(path: name)) }
        return Set(try RecordedExchange.load(directory, except: others).keys)
    }

    @Test("has an exchange in each JSON file, but for those that are named")
    func loads() throws {
        let files = ["a.json": Self.exchange, "b.json": Self.exchange, "other.json": "{}", "README.md": "text"]
        #expect(try Self.load(files, except: ["other"]) == ["a", "b"])
    }

    @Test(
        "says which file it can't read",
        arguments: [
            "", "{", "[]", "{}", #"{"request":{"method":"GET","path":"/a"}}"#,
            #"{"request":{"method":"GET"},"response":{"status":200}}"#,
            #"{"request":{"method":"GET","path":"/a"},"response":{"status":"200"}}"#,
        ])
    func unreadable(text: String) {
        let error = #expect(throws: UnreadableRecording.self) {
            try Self.load(["a.json": Self.exchange, "broken.json": text])
        }
        #expect(error?.file == "broken.json")
        #expect(error?.reason.isEmpty == false)
    }

    @Test("misses a file that is named and not there")
    func missing() {
        let error = #expect(throws: UnreadableRecording.self) {
            try Self.load(["a.json": Self.exchange], except: ["gone"])
        }
        #expect(error?.description == "gone.json: it is not there")
    }
}
