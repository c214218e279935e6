import HTTPTransport
import RemoteSources

extension ConformanceGroup {
    /// Lists of every length, to their end and not beyond.
    static let pagination = ConformanceGroup(
        "pagination", "lists of every length end, links elsewhere are not followed, endless ones are given up"
    ) { subject in
        let kinds = OperationKind.allCases.filter { $0.isList && subject.has($0.capability) }
        guard !kinds.isEmpty else { return .notApplicable("no capability with a list is declared") }
        var findings = Findings()
        subject.require(Situation.pages, &findings)
        for kind in kinds {
            let pages = subject.recordings.operations(kind).filter { $0.result?["items"]?.elements?.isEmpty == false }
            for page in pages {
                await checkLengths(page, subject, &findings)
                await checkNext(page, subject, &findings)
            }
        }
        await checkEndless(subject, &findings)
        await checkForeignTokens(kinds, subject, &findings)
        return findings.outcome
    }

    /// 0, 1, almost a page, a page and one more: all of them arrive, once.
    private static func checkLengths(
        _ page: RecordedOperation, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        guard let answer = page.responses.last else { return }
        let recorded = page.result?["items"]?.elements?.count
        let size = max(1, subject.driver.manifest.limits.pageSize)
        for count in [0, 1, size - 1, size, size + 1] {
            guard let changed = answer.withItems(count, insteadOf: recorded) else {
                findings.fail("\(page.name): the answer has no list of things, or more than one")
                return
            }
            let outcome = await subject.replay(page, answers: page.responses.dropLast() + [changed])
            let items = outcome.tree?["items"]?.elements?.count
            findings.expect(
                items == count, "\(page.name): \(count) items are \(items.map(String.init) ?? outcome.text)")
            let goesOn = page.result?["next"]?.string != nil
            // What the forge says counts, not how many there are; without a word of it, an empty page is the end.
            findings.expect(
                count == 0 || !goesOn || outcome.tree?["next"]?.string != nil,
                "\(page.name): a list that goes on ends with a page of \(count)")
            if count == 0, let next = outcome.tree?["next"]?.string {
                findings.expect(
                    next != page.arguments["page"], "\(page.name): an empty page is followed by itself")
            }
        }
    }

    /// Where a list goes on is the driver's to say, never an address that the forge gives.
    private static func checkNext(
        _ page: RecordedOperation, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        guard let next = page.result?["next"]?.string else { return }
        let elsewhere = page.responses.map { answer in
            answer.mappingHeaders { $0.value.pointingElsewhere }.mapping { $0.mappingStrings(\.pointingElsewhere) }
        }
        let withoutTotals = page.responses.map { answer in
            answer.mappingHeaders { $0.name.lowercased().contains("total") ? nil : $0.value }
        }
        for (answers, place) in [(elsewhere, "links to another host"), (withoutTotals, "no totals")] {
            let outcome = await subject.replay(page, answers: answers)
            let token = outcome.tree?["next"]?.string
            findings.expect(token == next, "\(page.name): with \(place) it goes on at \(token ?? outcome.text)")
            guard let token else { continue }
            let forge = ScriptedForge(page.responses)
            _ = await subject.run(page.kind, page.arguments.with(["page": token]), over: forge)
            findings.expect(
                !forge.requests.contains { $0.url.contains("evil.test") },
                "\(page.name): with \(place) the next page is asked for elsewhere")
            findings.expect(
                forge.requests.first.map { RequestTarget($0.url).rest } != page.exchanges.first?.path,
                "\(page.name): the next page is the same one")
        }
        findings.expect(next.utf8.count <= 1024, "\(page.name): the page token has more than 1,024 bytes")
    }

    /// A forge that always has one more page is given up at the manifest's limit.
    private static func checkEndless(_ subject: ConformanceSubject, _ findings: inout Findings) async {
        guard
            let page = subject.recordings.operations(.repositories).first(where: {
                $0.result?["next"]?.string != nil && $0.responses.count == 1
            }), let answer = page.responses.first?.withItems(1)
        else { return }
        let forge = ScriptedForge(always: answer)
        let limit = subject.driver.manifest.limits.maxPages
        do throws(OperationError) {
            let list = try await subject.session(over: forge).allRepositories()
            findings.expect(!list.isComplete, "a list without an end is taken for complete")
        } catch {
            findings.expect(error.code == "unavailable", "a list without an end is \(error)")
        }
        findings.expect(
            forge.requests.count <= limit, "a list without an end takes \(forge.requests.count) requests, not \(limit)")
    }

    /// Page tokens come back from outside: those that the driver didn't make lead nowhere else.
    private static func checkForeignTokens(
        _ kinds: [OperationKind], _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        for kind in kinds {
            guard let page = subject.recordings.success(kind) else { continue }
            for token in ["", "-1", "0", "9223372036854775808", "https://evil.test/", "../../x", "1&admin=1", "\u{0}"] {
                let forge = ScriptedForge(page.responses)
                _ = await subject.run(kind, page.arguments.with(["page": token]), over: forge, at: "https://git.test")
                for request in forge.requests {
                    let target = RequestTarget(request.url)
                    findings.expect(
                        target.origin == "https://git.test" && target.problem == nil,
                        "\(kind.rawValue) with the page \(token.debugDescription) asks for \(request.url)")
                }
            }
        }
    }
}

extension String {
    /// The text with every address in it at another host.
    fileprivate var pointingElsewhere: String {
        guard contains("://") else { return self }
        return replacing(/(https?):\/\/[^\/>?#\s]+/) { "\($0.output.1)://evil.test" }
    }
}

extension TransportResponse {
    /// The answer with so many of the first thing in its list; nil when there is no one list in it.
    ///
    /// - Parameter recorded: How many there are; some forges give that many things by their names, and no list.
    func withItems(_ count: Int, insteadOf recorded: Int? = nil) -> TransportResponse? {
        guard let tree else { return nil }
        func repeated(_ list: JSONTree) -> JSONTree? {
            list.elements?.first.map { .array(Array(repeating: $0, count: count)) }
        }
        if let list = repeated(tree) { return with(body: list.bytes) }
        let lists = (tree.members ?? []).filter { $0.value.elements?.first?.members != nil }
        if lists.count == 1, let list = repeated(lists[0].value) {
            return with(body: tree.setting(lists[0].name, to: list).bytes)
        }
        let maps = (tree.members ?? []).filter { recorded != nil && $0.value.members?.count == recorded }
        guard lists.isEmpty, maps.count == 1, let first = maps[0].value.members?.first else { return nil }
        let things = (0..<count).map { JSONTree.Member(name: "\(first.name)-\($0)", value: first.value) }
        return with(body: tree.setting(maps[0].name, to: .object(things)).bytes)
    }
}
