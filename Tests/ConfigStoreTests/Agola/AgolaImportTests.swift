import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import ServiceTesting
import Synchronization
import Testing

@testable import ConfigStore

@Suite("An import of an export of Agola's", .serviceLogs, .timeLimit(.minutes(2)))
struct AgolaImportTests {
    static let files = ["lines.ndjson", "wrapped.json"]

    static func export(_ name: String) throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/Agola")
        return String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }

    static func id(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        func padded(_ count: Int) -> String { String(repeating: "0", count: count - digits.count) + digits }
        return "\(padded(8))-0000-4000-8000-\(padded(12))"
    }

    /// Sends an export in pieces of an odd size, so that objects are cut anywhere.
    static func load(
        _ text: String, _ client: ConfigStoreClient, isVerification: Bool = true, leavesOutBroken: Bool = false
    ) async throws -> ImportSummary {
        let rest = Mutex(Array(text.utf8)[...])
        return try await client.load(
            TransportUpload {
                rest.withLock { rest in
                    let piece = rest.prefix(997)
                    rest = rest.dropFirst(997)
                    return piece.isEmpty ? nil : Array(piece)
                }
            },
            ImportOptions(origin: .agola, isVerification: isVerification, leavesOutBroken: leavesOutBroken))
    }

    /// Runs `body` with a configstore that has imported a file.
    static func withImported(
        _ file: String, _ body: (ConfigStoreFixture, ImportSummary) async throws -> Void
    ) async throws {
        let text = try export(file)
        try await MaintenanceTests.with { fixture in
            let client = fixture.client
            _ = try await client.createUser(CreateUserRequest(userName: "before"))
            _ = try await client.enableMaintenance()
            try await MaintenanceTests.reach("maintenance", client)
            let summary = try await load(text, client, isVerification: false)
            _ = try await client.disableMaintenance()
            try await MaintenanceTests.reach("normal", client)
            try await body(fixture, summary)
        }
    }

    @Test("brings users, tokens, accounts and organizations with their ids", arguments: files)
    func people(file: String) async throws {
        try await Self.withImported(file) { fixture, summary in
            let client = fixture.client
            #expect(summary.isImported && summary.product == "agola")
            #expect(await ConfigStoreFixture.code { _ = try await client.user("before") } == "404 userDoesNotExist")
            let alice = try await client.userDetails("alice")
            #expect(alice.user.id == Self.id(0x21) && alice.user.admin)
            #expect(alice.tokenNames == ["any name, even this !"])
            let token = "0123456789abcdef0123456789abcdef01234567"
            #expect(try await client.authenticate(token: token).user.name == "alice")
            let credentials = try await client.linkedAccountCredentials(user: "bob", id: Self.id(0x52))
            #expect(credentials.accessToken == "bob-access-s3cret" && credentials.refreshToken == "bob-refresh-s3cret")
            #expect(credentials.expiresAt == JSONCoding.time("2026-05-01T00:00:00.25Z"))
            #expect(try await client.organization("acme", of: "alice").role == .owner)
            #expect(try await client.organization("acme", of: "bob").role == .member)
            let source = try await client.remoteSource("gitea-oauth")
            #expect(source.id == Self.id(0x12) && source.loginEnabled)
            #expect(source.registrationEnabled == (file == "wrapped.json"))
            #expect(try await client.remoteSourceCredentials("gitea-oauth").clientSecret == "client-s3cret")
            let invited = try await client.organizationInvitations(to: "acme").items.map(\.user.name)
            #expect(invited == (file == "wrapped.json" ? [] : ["carol"]))
        }
    }

    @Test("brings the tree with its secrets, and every invariant of the store holds", arguments: files)
    func tree(file: String) async throws {
        try await Self.withImported(file) { fixture, _ in
            let client = fixture.client
            let project = try await client.project("org/acme/backend/services/api")
            #expect(project.id == Self.id(0x81) && project.globalVisibility == .private)
            #expect(project.repository.linkedAccountUserID == Self.id(0x21))
            #expect(project.setUp.state == .failed)
            #expect(project.setUp.message.contains("reconfig"))
            let credentials = try await client.projectCredentials(project.id)
            #expect(credentials.webhookSecret == "hook-s3cret")
            #expect(credentials.sshPrivateKey.hasPrefix("-----BEGIN RSA PRIVATE KEY-----"))
            let secret = try await client.secretCredentials("deploy", in: .projectGroup("org/acme/backend"))
            #expect(secret.data == ["TOKEN": "deploy-s3cret", "USER": "ci"])
            let variable = try await client.variables(in: .project(project.id)).items.first
            #expect(variable?.values.map(\.matchingSecretParentPath) == ["org/acme/backend", "org/acme/backend"])
            #expect(variable?.values.first?.when?.branch?.include.map(\.match) == ["main", "^release/"])
            #expect(try await client.projectGroup("user/carol").visibility == .public)
            #expect(try await StoreInvariants.problems(of: fixture.store.store) == [])
            // It works as what was made here does.
            _ = try await client.createProjectGroup(
                CreateProjectGroupRequest(name: "new", parentRef: "user/carol", visibility: "public"))
            try await client.deleteProject(project.id, cascade: true)
            try await client.deleteUser("bob")
            try await fixture.store.removals.sweep(pausing: false)
            #expect(try await StoreInvariants.problems(of: fixture.store.store) == [])
        }
    }

    @Test("lists what does not come along, and shows no secret", arguments: files)
    func report(file: String) async throws {
        try await Self.withImported(file) { fixture, summary in
            let conversion = try #require(summary.conversion)
            let remarks = Dictionary(uniqueKeysWithValues: conversion.remarks.map { ($0.code, $0) })
            var codes: Set = [
                "tokenLeftOut", "projectLeftOut", "secretLeftOut", "leftOutWithHolder", "rootGroupMade",
                "organizationWithoutOwner", "projectNotSetUp",
            ]
            if file == "lines.ndjson" { codes.formUnion(["kindLeftOut", "runActionsOfMembersLeftOut"]) }
            #expect(Set(remarks.keys) == codes)
            #expect(remarks["projectNotSetUp"]?.count == 2)
            let place = try #require(remarks["tokenLeftOut"]?.places.first)
            #expect(place.hasPrefix(file == "lines.ndjson" ? "line 7 " : "object 1 "))
            let tokens = try #require(conversion.kinds.first { $0.kind == "usertoken" })
            #expect(tokens.read == 2 && tokens.taken == 1)
            let text = String(decoding: try JSONCoding.encoder().encode(summary), as: UTF8.self)
            #expect(!text.contains("s3cret"))
            #expect(!TestLog.current.text.contains("s3cret"))
            for secret in ["deploy-s3cret", "hook-s3cret", "bob-refresh-s3cret", "client-s3cret"] {
                try SecretScan.expectNothing(of: secret, in: fixture.directory)
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: fixture.directory)
            #expect(!names.contains { $0.contains("agola") || $0.hasSuffix(".new") })
        }
    }

    @Test("needs maintenance unless it only looks, and then changes nothing", arguments: files)
    func verification(file: String) async throws {
        let text = try Self.export(file)
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createUser(CreateUserRequest(userName: "before"))
            #expect(
                await ConfigStoreFixture.code { _ = try await Self.load(text, client, isVerification: false) }
                    == "409 notInMaintenance")
            let summary = try await Self.load(text, client)
            #expect(!summary.isImported && summary.conversion != nil)
            #expect(try await client.users().items.map(\.name) == ["before"])
        }
    }
}
