import Foundation
import ServiceKit
import Testing

@Suite("Cursors")
struct CursorTests {
    static let key = SymmetricKeyBytes(Array(repeating: 7, count: 32))

    @Test("come back as they were", arguments: ["", "alice", "über/%2F \"x\""])
    func roundTrip(after: String) throws {
        let cursor = Cursor(list: "users", after: after, ascending: false, filter: "owner=1")
        #expect(try Cursor(cursor.sealed(with: Self.key), list: "users", key: Self.key) == cursor)
    }

    @Test("of another list, another key or another hand are refused")
    func refused() {
        let sealed = Cursor(list: "users", after: "alice").sealed(with: Self.key)
        let otherKey = SymmetricKeyBytes(Array(repeating: 8, count: 32))
        #expect(throws: ServiceError.self) { try Cursor(sealed, list: "organizations", key: Self.key) }
        #expect(throws: ServiceError.self) { try Cursor(sealed, list: "users", key: otherKey) }
        for text in ["", "x", "!!!!", sealed + "A", String(sealed.dropLast()), String(repeating: "A", count: 5000)] {
            #expect(throws: ServiceError.self) { try Cursor(text, list: "users", key: Self.key) }
        }
    }

    @Test("whose every single byte is changed are refused")
    func changed() throws {
        let sealed = Cursor(list: "users", after: "alice").sealed(with: Self.key)
        let data = try #require(Base64URL.decode(sealed))
        for position in data.indices {
            var other = data
            other[position] ^= 1
            #expect(throws: ServiceError.self) {
                try Cursor(Base64URL.encode(other), list: "users", key: Self.key)
            }
        }
    }

    @Test("don't show their key")
    func keyIsNotShown() {
        #expect("\(Self.key)" == "<key>")
        #expect(String(reflecting: Self.key) == "<key>")
    }
}
