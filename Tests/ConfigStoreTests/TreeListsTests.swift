import ConfigStoreAPI
import ConfigStoreClient
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("Lists of the tree", .serviceLogs)
struct TreeListsTests {
    /// How many statements a call runs.
    private static func cost(_ fixture: ConfigStoreFixture, _ call: () async throws -> Int) async throws -> Int {
        let before = try fixture.sqlite.readStatementCount
        let count = try await call()
        #expect(count > 0)
        return try fixture.sqlite.readStatementCount - before
    }

    private static func costs(_ fixture: ConfigStoreFixture) async throws -> [Int] {
        let client = fixture.client
        let group = try await client.projectGroup("org/acme/a/b/c").id
        return [
            try await cost(fixture) { try await client.projects(of: "org/acme/a/b/c", limit: 100).items.count },
            try await cost(fixture) { try await client.subgroups(of: "org/acme/a/b/c", limit: 100).items.count },
            try await cost(fixture) { try await client.projects(of: group, limit: 100).items.count },
            try await cost(fixture) { try await client.organizations(limit: 100).items.count },
            try await cost(fixture) { try await client.organizationMembers(of: "acme", limit: 100).items.count },
            try await cost(fixture) { try await client.organizationInvitations(to: "acme", limit: 100).items.count },
            try await cost(fixture) { try await client.organizations(of: "alice", limit: 100).items.count },
            try await cost(fixture) { try await client.organizationInvitations(of: "zoe", limit: 100).items.count },
        ]
    }

    /// The lists of secrets and variables, seen from a group.
    private static func treeCosts(_ fixture: ConfigStoreFixture, _ parent: ParentReference) async throws -> [Int] {
        let client = fixture.client
        return [
            try await cost(fixture) { try await client.secrets(in: parent, limit: 100).items.count },
            try await cost(fixture) { try await client.secrets(in: parent, tree: true, limit: 100).items.count },
            try await cost(fixture) {
                try await client.secrets(in: parent, tree: true, removingOverridden: true, limit: 100).items.count
            },
            try await cost(fixture) { try await client.variables(in: parent, tree: true, limit: 100).items.count },
            try await cost(fixture) {
                try await client.variables(in: parent, tree: true, resolving: true, limit: 100).items.count
            },
        ]
    }

    @Test("of secrets and variables take as many queries for many on every level as for one, at any depth")
    func constantQueriesUpTheTree() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.organization(named: "acme")
            try await client.group("org/acme/a")
            let near = ParentReference.projectGroup("org/acme/a")
            try await client.makeSecret("s", in: near)
            try await client.makeVariable("V", in: near, "s.k")
            let few = try await Self.treeCosts(fixture, near)
            #expect(few.allSatisfy { $0 <= 8 }, "\(few)")
            var path = "org/acme/a"
            for level in 0..<6 {
                path += "/g\(level)"
                try await client.group(path)
                for number in 0..<6 {
                    try await client.makeSecret("s\(number)", in: .projectGroup(path))
                    try await client.makeVariable("V\(number)", in: .projectGroup(path), "s.k", "s\(number).k")
                }
            }
            #expect(try await Self.treeCosts(fixture, .projectGroup(path)) == few)
        }
    }

    @Test("take as many queries for twenty items as for one, at any depth")
    func constantQueries() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            let alice = try await client.user(named: "alice")
            try await client.user(named: "zoe")
            try await client.organization(named: "acme", owner: alice)
            for path in ["a", "a/b", "a/b/c"] { try await client.group("org/acme/\(path)") }
            func fill(_ numbers: Range<Int>) async throws {
                for number in numbers {
                    try await client.group("org/acme/a/b/c/g\(number)")
                    try await client.manualProject("org/acme/a/b/c/p\(number)")
                    try await client.user(named: "m\(number)")
                    try await client.user(named: "i\(number)")
                    _ = try await client.setOrganizationMember("m\(number)", in: "acme", role: .member)
                    _ = try await client.createOrganizationInvitation(
                        to: "acme", CreateOrganizationInvitationRequest(userRef: "i\(number)", role: "member"))
                    try await client.organization(named: "o\(number)", owner: alice)
                    _ = try await client.createOrganizationInvitation(
                        to: "o\(number)", CreateOrganizationInvitationRequest(userRef: "zoe", role: "member"))
                }
            }
            try await fill(0..<1)
            let few = try await Self.costs(fixture)
            try await fill(1..<20)
            #expect(try await Self.costs(fixture) == few)
            // Begin, commit, and one for each kind of thing that is read; a group that is twice as deep costs the same.
            #expect(few.allSatisfy { $0 <= 6 }, "\(few)")
            for path in ["d", "d/e", "d/e/f"] { try await client.group("org/acme/a/b/c/\(path)") }
            try await client.manualProject("org/acme/a/b/c/d/e/f/p")
            let deep = try await Self.cost(fixture) {
                try await client.projects(of: "org/acme/a/b/c/d/e/f").items.count
            }
            #expect(deep == few.first)
        }
    }

    @Test("take as many queries for a page of 1, 10 and 100, one group deep and six")
    func constantQueriesForPages() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.organization(named: "acme")
            let deep = "org/acme/a/b/c/d/e/f"
            for depth in 3...8 {
                try await client.group(deep.split(separator: "/").prefix(depth).joined(separator: "/"))
            }
            let failed = await codes(100) { number in
                for place in ["org/acme/a", deep] {
                    try await client.group("\(place)/g\(number)")
                    try await client.manualProject("\(place)/p\(number)")
                }
            }
            #expect(failed.allSatisfy { $0 == nil })
            var costs: Set<[Int]> = []
            for place in ["org/acme/a", deep] {
                for ref in [place, try await client.projectGroup(place).id] {
                    for limit in [1, 10, 100] {
                        let projects = try await Self.cost(fixture) {
                            try await client.projects(of: ref, limit: limit).items.count
                        }
                        let groups = try await Self.cost(fixture) {
                            try await client.subgroups(of: ref, limit: limit).items.count
                        }
                        costs.insert([ref == place ? 0 : 1, projects, groups])
                    }
                }
            }
            // By path and by id: each costs the same for every page, and at every depth.
            #expect(costs.count == 2, "\(costs)")
            #expect(costs.allSatisfy { $0[1] <= 6 && $0[2] <= 6 }, "\(costs)")
        }
    }

    @Test("come in pages without a gap or a double while others are made and deleted")
    func pages() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.user(named: "alice")
            let names = (10..<40).map { "p\($0)" }
            for name in names.shuffled() {
                try await client.manualProject("user/alice/\(name)")
                try await client.group("user/alice/\(name)")
            }
            var projects: [String] = []
            var groups: [String] = []
            var cursors: (String?, String?)
            var round = 0
            repeat {
                let page = try await client.projects(of: "user/alice", limit: 7, cursor: cursors.0)
                projects += page.items.map(\.name)
                let more = try await client.subgroups(of: "user/alice", limit: 7, cursor: cursors.1)
                groups += more.items.map(\.name)
                cursors = (page.nextCursor, more.nextCursor)
                round += 1
                try await client.manualProject("user/alice/a\(round)")
                try await client.group("user/alice/a\(round)")
            } while cursors.0 != nil
            #expect(projects == names && groups == names)
            let other = try await client.projects(of: "user/alice", limit: 1).nextCursor
            #expect(
                await ConfigStoreFixture.code { _ = try await client.subgroups(of: "user/alice", cursor: other) }
                    == "400 invalidCursor")
        }
    }
}
