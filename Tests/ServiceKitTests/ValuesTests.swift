import Foundation
import Logging
import ServiceKit
import ServiceTesting
import Testing

@Suite("Small values")
struct ValuesTests {
    @Test("a listen address is HOST:PORT")
    func listenAddress() {
        #expect(ListenAddress("127.0.0.1:8000") == ListenAddress(host: "127.0.0.1", port: 8000))
        #expect(ListenAddress("[::1]:0") == ListenAddress(host: "::1", port: 0))
        #expect(ListenAddress("[::1]:0")?.description == "[::1]:0")
        for text in ["", ":80", "host", "host:", "host:x", "host:65536", "host:-1", "::1:80"] {
            #expect(ListenAddress(text) == nil)
        }
    }

    @Test("base64url decodes what it encodes, and nothing else")
    func base64URL() {
        for count in 0..<50 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)).map(Array.init) == bytes)
        }
        for text in ["+", "a/b", "AA==", "A"] { #expect(Base64URL.decode(text) == nil) }
    }

    @Test("constant-time comparison is a comparison")
    func constantTime() {
        #expect(ConstantTime.equal([1, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2, 4]))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2]))
        #expect(ConstantTime.equal([], [] as [UInt8]))
    }

    @Test("two services of one name can be told apart in a test's log", .serviceLogs)
    func logNames() {
        let first = TestLog.current.logger(service: "configstore")
        let second = TestLog.current.logger(service: "configstore")
        first.info("one")
        second.info("two")
        #expect(
            TestLog.current.lines == [
                "info one name=configstore service=configstore", "info two name=configstore-2 service=configstore",
            ])
        TestLog.current.add(process: "serve") { "listening" }
        #expect(TestLog.current.text.hasSuffix("name=configstore-2 service=configstore\n--- serve\nlistening"))
    }
}
