import NIOCore
import Testing

@testable import PluginProcess

@Suite("Messages, a line each")
struct LineFramingTests {
    private static let maxBytes = PluginSettings().maxMessageBytes

    @Test("come out the same however they come in")
    func pieces() throws {
        let lines = ["", "{}", "ä\u{0}b", String(repeating: "x", count: 3000)].map { Array($0.utf8) }
        let bytes = lines.flatMap { $0 + [0x0A] } + Array("unfinished".utf8)
        for size in [1, 2, 3, 7, 100, 1000, bytes.count] {
            var framing = LineFraming(maxBytes: Self.maxBytes)
            var found: [[UInt8]] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                found += try framing.add(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(found == lines)
        }
    }

    @Test("have at most a mebibyte", arguments: [0, 1])
    func bounds(excess: Int) {
        let count = Self.maxBytes + excess
        let problem =
            excess == 0 ? nil : PluginFailure.badAnswer("a message of more than \(Self.maxBytes) bytes")
        var framing = LineFraming(maxBytes: Self.maxBytes)
        #expect(throws: Never.self) { try framing.add(ByteBuffer(repeating: 0x78, count: count - 1)) }
        let lines = Result { () throws(PluginFailure) in try framing.add(ByteBuffer(string: "x\n")).map(\.count) }
        #expect(lines == problem.map(Result.failure) ?? .success([count]))
    }
}
