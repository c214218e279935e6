import ForgeSimulator
import GatewayClient
import ServiceTesting
import Testing

@Suite("The gateway's client: project groups and projects", .serviceLogs)
struct ProjectContractTests {
    private static func manual(_ name: String, in parent: String?) -> ProjectRequest {
        var request = ProjectRequest(name: name, parentRef: parent, visibility: "public")
        request.remoteRepositoryConfigType = "manual"
        request.cloneURL = "https://git.example.com/\(name).git"
        (request.cloneUser, request.clonePassword) = ("robot", "clone-s3cret")
        return request
    }

    private static let hostKey =
        "git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"

    /// A key by its form alone.
    private static let key = "-----BEGIN OPENSSH PRIVATE KEY-----\nczNjcmV0\n-----END OPENSSH PRIVATE KEY-----\n"

    private static func group(_ name: String, in parent: String? = nil) -> ProjectGroupRequest {
        ProjectGroupRequest(name: name, parentRef: parent, visibility: "public")
    }

    @Test("makes, lists, renames, moves and deletes groups")
    func groups() async throws {
        try await ContractFixture.with { fixture in
            let alice = try await fixture.user("alice", through: "gitea")
            let bob = try await fixture.user("bob", through: "gitea")
            _ = try await alice.createOrganization("acme", visibility: "private")
            let team = try await alice.createProjectGroup(Self.group("team"))
            #expect(team.path == "user/alice/team" && team.parentPath == "user/alice")
            let inner = try await alice.createProjectGroup(Self.group("inner", in: team.id))
            #expect(inner.path == "user/alice/team/inner")
            for number in 0..<104 {
                _ = try await alice.createProjectGroup(Self.group("g-\(number)", in: "user/alice/team/inner"))
            }
            let all = try await bob.allSubgroups(of: inner.id).all
            #expect(all.map(\.name) == (0..<104).map { "g-\($0)" }.sorted())
            let page = try await bob.subgroups(of: "user/alice/team/inner", limit: 2)
            #expect(page.items.map(\.path) == ["user/alice/team/inner/g-0", "user/alice/team/inner/g-1"])
            let renamed = try await alice.updateProjectGroup(inner.path, ProjectGroupRequest(name: "core"))
            #expect(renamed.id == inner.id && renamed.path == "user/alice/team/core")
            let moved = try await alice.updateProjectGroup(inner.id, ProjectGroupRequest(parentRef: "org/acme"))
            #expect(moved.path == "org/acme/core" && moved.visibility == "public")
            #expect(moved.globalVisibility == "private")
            let deep = try await alice.projectGroup("org/acme/core/g-7")
            #expect(deep.parentPath == "org/acme/core")
            let below = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.updateProjectGroup(inner.id, ProjectGroupRequest(parentRef: deep.id))
            }
            #expect(below.summary == "400 cannotMoveProjectGroupBelowItself")
            let held = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.deleteProjectGroup("org/acme/core")
            }
            #expect(held.summary == "409 projectGroupInUse" && held.details.first?.message == "104")
            try await alice.deleteProjectGroup("org/acme/core", cascade: true)
            let gone = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.projectGroup(deep.id)
            }
            #expect(gone.summary == "404 projectGroupDoesNotExist")
        }
    }

    @Test("leaves root groups where they are")
    func rootGroups() async throws {
        try await ContractFixture.with { fixture in
            let alice = try await fixture.user("alice", through: "gitea")
            let team = try await alice.createProjectGroup(Self.group("team"))
            for (request, code) in [
                (ProjectGroupRequest(name: "x"), "400 invalidProjectGroupName"),
                (ProjectGroupRequest(parentRef: team.id), "400 cannotMoveRootProjectGroup"),
            ] {
                let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await alice.updateProjectGroup("user/alice", request)
                }
                #expect(refused.summary == code)
            }
            let kept = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.deleteProjectGroup("user/alice", cascade: true)
            }
            #expect(kept.summary == "400 cannotDeleteRootProjectGroup")
            let hidden = try await alice.updateProjectGroup("user/alice", ProjectGroupRequest(visibility: "private"))
            #expect(hidden.visibility == "private" && hidden.path == "user/alice")
        }
    }

    @Test("moves nothing into what is somebody else's")
    func movesNeedBothEnds() async throws {
        try await ContractFixture.with { fixture in
            let alice = try await fixture.user("alice", through: "gitea")
            let bob = try await fixture.user("bob", through: "gitea")
            _ = try await alice.createOrganization("acme", visibility: "public")
            _ = try await alice.setOrganizationMember("bob", of: "acme", role: "member")
            let group = try await bob.createProjectGroup(Self.group("mine"))
            let project = try await bob.createProject(Self.manual("site", in: nil))
            for destination in ["org/acme", "user/alice"] {
                let moves = [
                    try await ContractFixture.refusal { () async throws(GatewayClientError) in
                        try await bob.updateProjectGroup(group.id, ProjectGroupRequest(parentRef: destination))
                    },
                    try await ContractFixture.refusal { () async throws(GatewayClientError) in
                        try await bob.updateProject(project.id, ProjectRequest(parentRef: destination))
                    },
                    try await ContractFixture.refusal { () async throws(GatewayClientError) in
                        try await bob.createProject(Self.manual("other", in: destination))
                    },
                ]
                #expect(moves.map(\.summary) == Array(repeating: "403 forbidden", count: 3))
            }
            _ = try await alice.setOrganizationMember("bob", of: "acme", role: "owner")
            let moved = try await bob.updateProject(project.id, ProjectRequest(parentRef: "org/acme"))
            #expect(moved.path == "org/acme/site")
        }
    }

    @Test("makes projects of a forge's repositories, and lets them have no other one")
    func remoteSource() async throws {
        try await ContractFixture.with { fixture in
            let first = fixture.state.addRepository("first", owner: "alice", isPrivate: true)
            let second = fixture.state.addRepository("second", owner: "alice", isPrivate: true)
            let alice = try await fixture.user("alice", through: "gitea")
            let account = try await alice.linkedAccounts(of: "alice").first
            let made = try await alice.createProject(
                ProjectRequest(
                    name: "api", visibility: "private", remoteSourceName: "gitea", repositoryPath: "alice/first"))
            #expect(made.path == "user/alice/api" && made.remoteRepositoryConfigType == "remotesource")
            #expect(made.repositoryID == "\(first)" && made.repositoryPath == "alice/first")
            #expect(made.linkedAccountID == account?.id && made.defaultBranch == "main" && made.cloneURL.isEmpty)
            let other = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.updateProject(made.id, ProjectRequest(repositoryPath: "alice/second"))
            }
            #expect(other.summary == "400 repositoryDiffers")
            fixture.state.renameRepository(owner: "alice", name: "first", to: "renamed")
            let renamed = try await alice.updateProject(made.id, ProjectRequest(repositoryPath: "alice/renamed"))
            #expect(renamed.repositoryID == "\(first)" && renamed.repositoryPath == "alice/renamed")
            var options = ProjectRequest()
            (options.defaultBranch, options.passVarsToForkedPR) = ("develop", true)
            let changed = try await alice.updateProject("user/alice/api", options)
            #expect(changed.defaultBranch == "develop" && changed.passVarsToForkedPR)
            #expect(changed.repositoryID == "\(first)" && first != second)
            let missing = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.updateProject(made.id, ProjectRequest(repositoryPath: "alice/none"))
            }
            #expect(missing.summary == "404 notFoundAtForge")
            options = ProjectRequest()
            options.membersCanPerformRunActions = true
            let nobody = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.updateProject(made.id, options)
            }
            #expect(nobody.summary == "400 cannotSetMembersCanPerformRunActionsOnUserProject")
            let used = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.deleteLinkedAccount(of: "alice", id: made.linkedAccountID)
            }
            #expect(used.summary == "409 linkedAccountInUse")
        }
    }

    @Test("lets nobody leave an organization whose projects use their accounts, and says which")
    func leaving() async throws {
        try await ContractFixture.with { fixture in
            _ = fixture.state.addRepository("site", owner: "bob", isPrivate: true)
            let alice = try await fixture.user("alice", through: "gitea")
            let bob = try await fixture.user("bob", through: "gitea")
            _ = try await alice.createOrganization("acme", visibility: "private")
            _ = try await alice.setOrganizationMember("bob", of: "acme", role: "owner")
            let project = try await bob.createProject(
                ProjectRequest(
                    name: "site", parentRef: "org/acme", visibility: "private", remoteSourceName: "gitea",
                    repositoryPath: "bob/site"))
            for client in [alice, bob] {
                let kept = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await client.removeOrganizationMember("bob", of: "acme")
                }
                #expect(kept.summary == "409 orgMemberInUse")
                #expect(kept.details.map(\.message) == ["1", "org/acme/site"])
            }
            try await bob.deleteProject(project.id)
            try await bob.removeOrganizationMember("bob", of: "acme")
        }
    }

    @Test("makes, lists, moves and deletes projects of git URLs, and shows no secret of them")
    func manual() async throws {
        try await ContractFixture.with { fixture in
            let alice = try await fixture.user("alice", through: "gitea")
            _ = try await alice.createProjectGroup(Self.group("team"))
            for number in 0..<104 {
                _ = try await alice.createProject(Self.manual("p-\(number)", in: "user/alice/team"))
            }
            let all = try await fixture.admin.allProjects(of: "user/alice/team").all
            #expect(all.map(\.name) == (0..<104).map { "p-\($0)" }.sorted())
            #expect(!"\(all)".contains("s3cret"))
            let moved = try await alice.updateProject(
                "user/alice/team/p-7", ProjectRequest(name: "seven", parentRef: "user/alice"))
            #expect(moved.path == "user/alice/seven" && moved.cloneURL == "https://git.example.com/p-7.git")
            try await alice.deleteProject(moved.id)
            let gone = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.project("user/alice/seven")
            }
            #expect(gone.summary == "404 projectDoesNotExist")
            let page = try await alice.projects(of: "user/alice/team", limit: 100)
            #expect(page.items.count == 100 && page.nextCursor != nil)
            var incomplete = Self.manual("incomplete", in: nil)
            (incomplete.name, incomplete.clonePassword) = ("bad name", nil)
            let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.createProject(incomplete)
            }
            #expect(refused.summary == "400 invalidProject")
            #expect(refused.details.map(\.field) == ["name", "clone_password"])
            let path = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.updateProject(all[0].id, ProjectRequest(repositoryPath: "alice/first"))
            }
            #expect(path.summary == "400 invalidRemoteSourceName")
        }
    }

    @Test("says how a project of a git URL is cloned, and of its key and password that they changed")
    func cloning() async throws {
        try await ContractFixture.with { fixture in
            let alice = try await fixture.user("alice", through: "gitea")
            let https = try await alice.createProject(Self.manual("https", in: nil))
            #expect(https.cloneUser == "robot" && !https.clonePasswordFingerprint.isEmpty)
            #expect(https.sshHostKey.isEmpty && !https.skipSSHHostKeyCheck && https.sshPrivateKeyFingerprint.isEmpty)
            var password = ProjectRequest()
            (password.cloneUser, password.clonePassword) = ("robin", "another-s3cret")
            let changed = try await alice.updateProject(https.id, password)
            #expect(changed.cloneUser == "robin")
            #expect(changed.clonePasswordFingerprint != https.clonePasswordFingerprint)
            #expect(try await alice.project(https.path) == changed)
            var request = ProjectRequest(name: "ssh", visibility: "public")
            (request.remoteRepositoryConfigType, request.cloneURL) = ("manual", "git@git.example.com:a/b.git")
            (request.sshPrivateKey, request.skipSSHHostKeyCheck) = (Self.key, true)
            let unchecked = try await alice.createProject(request)
            #expect(unchecked.skipSSHHostKeyCheck && unchecked.sshHostKey.isEmpty && unchecked.cloneUser.isEmpty)
            #expect(!unchecked.sshPrivateKeyFingerprint.isEmpty && unchecked.clonePasswordFingerprint.isEmpty)
            var pinned = ProjectRequest()
            (pinned.sshHostKey, pinned.skipSSHHostKeyCheck) = (Self.hostKey, false)
            let checked = try await alice.updateProject(unchecked.id, pinned)
            #expect(checked.sshHostKey == Self.hostKey && !checked.skipSSHHostKeyCheck)
            #expect(checked.sshPrivateKeyFingerprint == unchecked.sshPrivateKeyFingerprint)
            let listed = try await alice.allProjects(of: "user/alice").all
            #expect(listed == [changed, checked] && !"\(listed)".contains("s3cret"))
        }
    }

    @Test("deletes a user with what is theirs only when it is told to")
    func userDeletion() async throws {
        try await ContractFixture.with { fixture in
            let alice = try await fixture.user("alice", through: "gitea")
            let project = try await alice.createProject(Self.manual("site", in: nil))
            let kept = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await fixture.admin.deleteUser("alice")
            }
            #expect(kept.summary == "409 userInUse" && kept.details.map(\.field) == ["projects"])
            try await fixture.admin.deleteUser("alice", cascade: true)
            let gone = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await fixture.admin.project(project.id)
            }
            #expect(gone.summary == "404 projectDoesNotExist")
        }
    }

    @Test("shows owners what happened to what is theirs")
    func audit() async throws {
        try await ContractFixture.with { fixture in
            let alice = try await fixture.user("alice", through: "gitea")
            _ = try await alice.createOrganization("acme", visibility: "private")
            _ = try await alice.createProjectGroup(Self.group("team", in: "org/acme"))
            let project = try await alice.createProject(Self.manual("site", in: "org/acme/team"))
            let all = try await alice.allAudit(of: .organization("acme")).all
            #expect(all.map(\.kind) == ["project", "projectgroup", "orgmember", "org"])
            let group = try await alice.allAudit(of: .projectGroup("org/acme/team")).all
            #expect(group.map(\.kind) == ["project", "projectgroup"])
            let one = try await alice.audit(of: .project(project.id))
            #expect(one.items.map(\.operation) == ["create"] && !"\(all)".contains("s3cret"))
        }
    }
}
