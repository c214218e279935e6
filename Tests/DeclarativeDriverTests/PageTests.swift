import DeclarativeDriver
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("Lists of declarative drivers")
struct PageTests {
    private static func driver(_ pages: String, items: String = "[*]") throws -> DeclarativeDriver {
        try WrittenDriver.driver(
            WrittenDriver.user + """
                pages: {\(pages)}
                limits: {pageSize: 2}
                repositories:
                  list: {request: GET /repos, items: "\(items)"}
                  byPath:
                    request: GET /repos/{path}
                  byID: {search: list}
                  answer: {id: id, path: path, isPrivate: true, webURL: path, sshCloneURL: path, httpCloneURL: path}

                """)
    }

    private static func items(_ numbers: Range<Int>) -> String {
        "[\(numbers.map { #"{"id":\#($0),"path":"o/r\#($0)"}"# }.joined(separator: ","))]"
    }

    private static func read(
        _ driver: DeclarativeDriver, _ answers: [TransportResponse]
    ) async throws -> (ids: [String], urls: [String]) {
        let transport = ReplayTransport(answers)
        let list = try await WrittenDriver.session(driver, transport).allRepositories()
        #expect(list.isComplete)
        return (list.items.map(\.id), transport.requests.map { String($0.url.dropFirst(ExampleDriver.root.count)) })
    }

    @Test("go on by page number until a page is empty")
    func number() async throws {
        let answers = [0..<2, 2..<3, 3..<3].map { WrittenDriver.json(Self.items($0)) }
        let read = try await Self.read(try Self.driver("scheme: number, page: page, size: limit"), answers)
        #expect(read.ids == ["0", "1", "2"])
        #expect(read.urls == ["/repos?page=1&limit=2", "/repos?page=2&limit=2", "/repos?page=3&limit=2"])
    }

    @Test("end when as many came as the header says, however many a page has")
    func total() async throws {
        let total = [TransportHeader("X-Total-Count", "3")]
        let answers = [0..<1, 1..<2, 2..<3].map { WrittenDriver.json(Self.items($0), headers: total) }
        let driver = try Self.driver("scheme: number, page: page, total: X-Total-Count")
        let read = try await Self.read(driver, answers)
        #expect(read.ids == ["0", "1", "2"] && read.urls == ["/repos?page=1", "/repos?page=2", "/repos?page=3"])
    }

    @Test("go on as the Link header says, of whose address only the query counts")
    func link() async throws {
        let next = TransportHeader(
            "Link", #"<https://elsewhere.example/x?cursor=c%202&x=y>; rel="next", <https://h/x?cursor=1>; rel="prev""#)
        let last = TransportHeader("Link", #"<https://h/x?cursor=1>; rel="prev""#)
        let driver = try Self.driver("scheme: link, page: cursor, size: limit")
        let answers = [
            WrittenDriver.json(
                Self.items(0..<2), headers: [TransportHeader("Link", next.value.replacing("c%202", with: "c2"))]),
            WrittenDriver.json(Self.items(2..<3), headers: [last]),
        ]
        let read = try await Self.read(driver, answers)
        #expect(read.ids == ["0", "1", "2"] && read.urls == ["/repos?limit=2", "/repos?cursor=c2&limit=2"])
        // A word with a blank in it is none.
        await #expect(throws: OperationError.self) {
            _ = try await Self.read(driver, [WrittenDriver.json(Self.items(0..<2), headers: [next])])
        }
    }

    private static let byOffset: String = "scheme: offset, start: start, size: limit, next: nextStart, last: isLast"

    @Test("go on at the offset that the answer gives")
    func offset() async throws {
        let answers = [
            #"{"values":\#(Self.items(0..<2)),"isLast":false,"nextStart":2}"#,
            #"{"values":\#(Self.items(2..<3)),"isLast":true,"nextStart":null}"#,
        ]
        let read = try await Self.read(
            try Self.driver(Self.byOffset, items: "values[*]"), answers.map { WrittenDriver.json($0) })
        #expect(read.ids == ["0", "1", "2"] && read.urls == ["/repos?start=0&limit=2", "/repos?start=2&limit=2"])
    }

    @Test(
        "that would go in circles are refused",
        arguments: ["0", "null", #""x""#, "-1"])
    func circles(next: String) async throws {
        let driver = try Self.driver(Self.byOffset, items: "values[*]")
        await #expect(throws: OperationError.self) {
            _ = try await Self.read(driver, [WrittenDriver.json(#"{"values":[],"isLast":false,"nextStart":\#(next)}"#)])
        }
    }

    @Test(
        "take no page token that somebody made up",
        arguments: [
            ("scheme: none", "2"), ("scheme: number, page: page", "2"), ("scheme: number, page: page", "1.0"),
            ("scheme: number, page: page", "9999999999999999999.1"), ("scheme: link, page: cursor", "a b"),
            ("scheme: link, page: cursor", ""), (byOffset, "-1"), (byOffset, "x"),
        ])
    func tokens(pages: String, token: String) async throws {
        let session = WrittenDriver.session(try Self.driver(pages), ReplayTransport([]))
        let error = await #expect(throws: OperationError.self) {
            _ = try await session.repositories(page: PageToken(token))
        }
        #expect(error?.code == "invalid")
    }

    @Test("are searched for a repository, eight pages at the most")
    func search() async throws {
        let driver = try Self.driver("scheme: number, page: page")
        let found = ReplayTransport([0..<2, 2..<3].map { WrittenDriver.json(Self.items($0)) })
        #expect(try await WrittenDriver.session(driver, found).repository(id: "2").path == "o/r2")
        let endless = ReplayTransport((0..<20).map { WrittenDriver.json(Self.items($0..<($0 + 1))) })
        let error = await #expect(throws: OperationError.self) {
            _ = try await WrittenDriver.session(driver, endless).repository(id: "none")
        }
        #expect(error?.code == "notFound" && endless.requests.count == 8)
    }
}
