import ConfigStore
import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import ServiceTesting
import Testing

@Suite("The keyring", .serviceLogs)
struct KeyringTests {
    static func withPath<Value>(_ body: (String) throws -> Value) throws -> Value {
        let path = NSTemporaryDirectory() + "keyring-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    @Test("opens what it sealed, for the same record and field only")
    func sealing() throws {
        try Self.withPath { path in
            let keyring = try Keyring.load(path: path, mayCreate: true)
            let sealed = try keyring.seal("s3cret", record: "r1", field: "f1")
            #expect(!sealed.contains("s3cret"))
            #expect(try keyring.seal("s3cret", record: "r1", field: "f1") != sealed)
            #expect(try Keyring.load(path: path, mayCreate: false).open(sealed, record: "r1", field: "f1") == "s3cret")
            #expect(throws: KeyringError.notSealedHere) { try keyring.open(sealed, record: "r2", field: "f1") }
            #expect(throws: KeyringError.notSealedHere) { try keyring.open(sealed, record: "r1", field: "f2") }
            #expect(throws: KeyringError.notSealedHere) { try keyring.open("v1:x", record: "r1", field: "f1") }
            #expect("\(keyring)" == "<keyring of 1>")
        }
    }

    @Test("is made for its owner alone, and refused when others can read it")
    func permissions() throws {
        try Self.withPath { path in
            _ = try Keyring.load(path: path, mayCreate: true)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            #expect(throws: KeyringError.readableByOthers(path: path)) {
                try Keyring.load(path: path, mayCreate: true)
            }
        }
    }

    @Test(
        "that is broken is an error, not a new keyring",
        arguments: ["", "{}", "[]", #"{"keys":[],"fingerprintKey":""}"#])
    func broken(content: String) throws {
        try Self.withPath { path in
            _ = FileManager.default.createFile(
                atPath: path, contents: Data(content.utf8), attributes: [.posixPermissions: 0o600])
            #expect(throws: KeyringError.self) { try Keyring.load(path: path, mayCreate: true) }
        }
    }

    @Test("that is lost, or another one, keeps the configstore from starting")
    func lost() async throws {
        try await ConfigStoreFixture.with { fixture in
            _ = try await fixture.client.createUser(CreateUserRequest(userName: "alice"))
            let path = fixture.directory + "/keyring.json"
            let copy = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
            defer { try? FileManager.default.removeItem(atPath: copy) }
            try FileManager.default.copyItem(atPath: fixture.directory, toPath: copy)
            try FileManager.default.removeItem(atPath: copy + "/keyring.json")
            await #expect(throws: KeyringError.doesNotBelong(path: copy + "/keyring.json")) {
                _ = try await ConfigStoreFixture.open(copy)
            }
            _ = try Keyring.load(path: copy + "/keyring.json", mayCreate: true)
            await #expect(throws: KeyringError.doesNotBelong(path: copy + "/keyring.json")) {
                _ = try await ConfigStoreFixture.open(copy)
            }
            #expect(FileManager.default.fileExists(atPath: path))
        }
    }
}
