import HTTPTransport
import HTTPTypes
import Hummingbird
import ServiceKit
import ServiceTesting
import Testing

@Suite("Pages", .serviceLogs)
struct PageRequestTests {
    static let key = SymmetricKeyBytes(Array(repeating: 7, count: 32))

    /// A list of the numbers 0–249, as text.
    static var numbers: InProcessTransport<RouterResponder<ServiceRequestContext>> {
        let router = Router(context: ServiceRequestContext.self)
        router.add(middleware: ErrorMiddleware())
        router.get("numbers") { request, _ in
            let page = try PageRequest(request, list: "numbers", filter: "", key: key)
            let first = page.after.flatMap(Int.init).map { $0 + 1 } ?? 0
            let numbers = (first..<250).prefix(page.limit)
            let cursor = numbers.last.flatMap { last in
                last < 249 ? Cursor(list: "numbers", after: String(last)).sealed(with: key) : nil
            }
            return Response(
                status: .ok, headers: .page(of: request, cursor: cursor),
                body: .init(byteBuffer: .init(string: numbers.map(String.init).joined(separator: ","))))
        }
        return InProcessTransport(
            responder: router.buildResponder(), logger: TestLog.current.logger(service: "numbers"))
    }

    @Test("follow each other through the Link header until the end", arguments: [1, 7, 30, 100])
    func walk(limit: Int) async throws {
        let transport = Self.numbers
        var path: String? = "/numbers?limit=\(limit)&x=a%26b"
        var seen: [Int] = []
        while let current = path {
            let response = try await transport.send(TransportRequest(method: "GET", url: "http://service\(current)"))
            #expect(response.status == 200)
            seen += String(decoding: response.body, as: UTF8.self).split(separator: ",").compactMap { Int($0) }
            path = response.headers.first(named: "Link").flatMap { link in
                #expect(link.hasSuffix(#">; rel="next""#))
                #expect(link.contains("x=a%26b"))
                return link.dropFirst().split(separator: ">").first.map(String.init)
            }
        }
        #expect(seen == Array(0..<250))
    }

    @Test(
        "refuse parameters that are out of bounds",
        arguments: [
            "limit=0", "limit=101", "limit=-1", "limit=x", "limit=", "limit=99999999999999999999",
            "sortdirection=up", "cursor=x", "cursor=%00",
        ])
    func refused(query: String) async throws {
        let response = try await Self.numbers.send(
            TransportRequest(method: "GET", url: "http://service/numbers?\(query)"))
        #expect(response.status == 400)
    }
}
