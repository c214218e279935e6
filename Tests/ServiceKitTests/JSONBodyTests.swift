import HTTPTransport
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceKit
import ServiceTesting
import Testing
import Validation

@Suite("JSON bodies", .serviceLogs)
struct JSONBodyTests {
    struct Thing: Decodable, Sendable {
        struct Part: Decodable, Sendable {
            let size: Int
        }

        let name: String
        let enabled: Bool?
        let parts: [Part]?
    }

    static func read(_ text: String) -> Result<Thing, ServiceError> {
        Result { () throws(ServiceError) in try JSONBody.decode(Thing.self, from: ByteBuffer(string: text)) }
    }

    @Test(
        "names the field whose type is wrong",
        arguments: [
            (#"{"name": 1}"#, "name", "a text is needed here"),
            (#"{}"#, "name", "this field is needed"),
            (#"{"name": null}"#, "name", "a text is needed here"),
            (#"{"name": "x", "enabled": "yes"}"#, "enabled", "true or false is needed here"),
            (#"{"name": "x", "parts": {}}"#, "parts", "a list is needed here"),
            (
                #"{"name": "x", "parts": [{"size": 1}, {"size": "1"}]}"#, "parts[1].size",
                "a whole number is needed here"
            ),
        ])
    func wrongType(text: String, field: String, message: String) throws {
        guard case .failure(let error) = Self.read(text) else { throw ServiceError(.invalid, code: "", "was read") }
        #expect(error.kind == .invalid)
        #expect(error.details.map(\.path.description) == [field])
        #expect(error.details.first?.message == message)
    }

    @Test("refuses what is not JSON", arguments: ["", "{", "name", #"{"name": "x"} trailing"#, "\u{0}", "[[["])
    func broken(text: String) throws {
        guard case .failure(let error) = Self.read(text) else { throw ServiceError(.invalid, code: "", "was read") }
        #expect(error.kind == .invalid)
        #expect(error.code == "invalidJSON")
    }

    @Test("refuses more than 32 levels without reading them")
    func tooDeep() throws {
        let deep = #"{"name": "x", "other": "# + String(repeating: "[", count: 100_000)
        guard case .failure(let error) = Self.read(deep) else { throw ServiceError(.invalid, code: "", "was read") }
        #expect(error.message.contains("32"))
        let brackets = #"{"name": "\#(String(repeating: "[{", count: 100))\"["}"#
        #expect(throws: Never.self) { try Self.read(brackets).get() }
    }

    @Test("refuses a body over 1 MiB with 413, announced or not", arguments: [true, false])
    func tooLarge(announced: Bool) async throws {
        let router = Router(context: ServiceRequestContext.self)
        router.add(middleware: ErrorMiddleware())
        router.post("things") { request, context in
            _ = try await request.decodeJSON(Thing.self, context: context)
            return Response(status: .created)
        }
        let transport = InProcessTransport(
            responder: router.buildResponder(), logger: TestLog.current.logger(service: "things"))
        let body = Array(#"{"name": "\#(String(repeating: "x", count: 1_100_000))"}"#.utf8)
        let response = try await transport.send(
            TransportRequest(
                method: "POST", url: "http://service/things",
                headers: announced ? [TransportHeader("Content-Length", String(body.count))] : [], body: body))
        #expect(response.status == 413)
    }
}
