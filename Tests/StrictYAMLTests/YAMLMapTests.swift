import StrictYAML
import Testing
import Validation

@Suite("Reading a YAML map")
struct YAMLMapTests {
    private func read(_ text: String, _ body: (YAMLMap) -> Void) throws -> [String] {
        let document = try YAMLDocument.parse(text, file: "f.yaml")
        body(document.root)
        do {
            try document.finish()
            return []
        } catch {
            return error.all.map(\.description)
        }
    }

    @Test("gives every kind of value")
    func readsValues() throws {
        let text = """
            name: gitea
            quoted: "5"
            on: yes
            flag: true
            count: 0x1F
            empty:
            words: [a, "b"]
            auth: {type: oauth2}
            sources:
              - name: one
              - name: two
            """
        let found = try read(text) { map in
            #expect(map.string("name") == "gitea")
            #expect(map.string("quoted") == "5")
            #expect(map.string("on") == "yes")
            #expect(map.bool("flag", default: false))
            #expect(map.bool("missing", default: true))
            #expect(map.integer("count") == 31)
            #expect(map.integer("missing", default: 7) == 7)
            #expect(map.optionalString("empty") == nil)
            #expect(map.optionalString("missing") == nil)
            #expect(map.strings("words") == ["a", "b"])
            #expect(map.optionalStrings("missing") == nil)
            #expect(map.map("auth")?.string("type") == "oauth2")
            #expect(map.optionalMap("missing") == nil)
            #expect(map.list("sources") { $0.string("name") } == ["one", "two"])
        }
        #expect(found.isEmpty)
    }

    @Test("reports every problem at once, in the file's order")
    func collectsProblems() throws {
        let text = """
            version: two
            drivers:
              - {type: 5, plugim: x}
              - nonsense
            extra: 1
            flag: yes
            """
        let found = try read(text) { map in
            _ = map.bool("flag", default: false)
            _ = map.integer("version")
            _ = map.list("drivers") { item in [item.string("type"), item.string("plugin")] }
        }
        #expect(
            found == [
                "f.yaml:1:10: version: this has to be a whole number, it is a text",
                "f.yaml:3:5: drivers[0].plugin: a text is needed",
                "f.yaml:3:12: drivers[0].type: this has to be a text (put it in quotes), it is a whole number",
                "f.yaml:3:15: drivers[0].plugim: there is no such key; did you mean plugin?",
                "f.yaml:4:5: drivers[1]: this has to be a map, it is a text",
                "f.yaml:5:1: extra: there is no such key",
                "f.yaml:6:7: flag: this has to be true or false, it is a text",
            ])
    }

    @Test(
        "refuses values of another type and says what they are",
        arguments: [
            ("v: [1]", "a text, it is a list"), ("v: {a: 1}", "a text, it is a map"),
            ("v: true", "a text (put it in quotes), it is true or false"),
            ("v: 1.5", "a text (put it in quotes), it is a number"),
            ("v: -.inf", "a text (put it in quotes), it is a number"),
        ])
    func refusesWrongTypes(text: String, words: String) throws {
        let found = try read(text) { _ = $0.optionalString("v") }
        #expect(found.count == 1)
        #expect(found.first?.contains("v: this has to be \(words)") == true)
    }

    @Test("keeps bounds of numbers, and survives numbers beyond every bound")
    func keepsRanges() throws {
        #expect(
            try read("v: 70000") { _ = $0.integer("v", in: 1...65535) }
                == ["f.yaml:1:4: v: this is from 1 to 65535, not 70000"])
        #expect(try read("v: 2") { _ = $0.integer("v", in: 1...1) } == ["f.yaml:1:4: v: this has to be 1, not 2"])
        #expect(
            try read("v: 99999999999999999999") { _ = $0.integer("v") }.first?
                .contains("has to be a whole number") == true)
    }

    @Test("a missing value that is needed is a problem of its map")
    func reportsMissing() throws {
        let found = try read("auth:\n  type: x\nname: ''\n") { map in
            let auth = map.map("auth")
            _ = auth?.string("type")
            _ = auth?.string("clientID")
            _ = map.string("name")
            _ = map.map("other")
        }
        #expect(
            found == [
                "f.yaml:1:1: other: a map is needed", "f.yaml:2:3: auth.clientID: a text is needed",
                "f.yaml:3:7: name: a text is needed",
            ])
    }

    @Test("callers add what their rules find, at the value")
    func takesViolations() throws {
        let found = try read("a: 1\nname: -x\n") { map in
            _ = map.integer("a")
            let name = map.string("name")
            map.report(NameGrammar.violation(of: name, at: map.path.appending("name")), at: "name")
            map.report(nil, at: "name")
            map.problem(at: "a", .taken, "this is taken")
            map.problem("custom", "all of it is wrong")
        }
        #expect(found.count == 3)
        #expect(found.first == "f.yaml:1:1: all of it is wrong")
        #expect(found.dropFirst().first == "f.yaml:1:4: a: this is taken")
        #expect(found.last?.hasPrefix("f.yaml:2:7: name: a name starts with") == true)
    }

    @Test(
        "suggests the key that was probably meant",
        arguments: [
            ("apiUrl", "apiURL"), ("apURL", "apiURL"), ("apiurl", "apiURL"),
            ("regsitrationEnabled", "registrationEnabled"),
            ("x", nil), ("whatever", nil), ("typ", "type"),
        ])
    func suggests(key: String, expected: String?) {
        let known = ["apiURL", "name", "type", "registrationEnabled"]
        #expect(NearestName.suggestion(for: key, among: known) == expected)
    }
}
