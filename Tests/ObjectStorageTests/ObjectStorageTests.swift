import ObjectStorage
import ServiceTesting
import Testing

@Suite("A storage of objects", .serviceLogs, .timeLimit(.minutes(3)))
struct ObjectStorageTests {
    @Test("gives back what was put, whole and in ranges", arguments: StorageKind.allCases)
    func roundTrip(kind: StorageKind) async throws {
        try await kind.with { storage in
            for (name, size) in [("empty", 0), ("one", 1), ("some", 100_000)] {
                let key = try ObjectKey("folder/\(name)")
                let bytes = someBytes(size)
                try await storage.put(key, bytes)
                let entry = try #require(try await storage.head(key))
                #expect(entry.size == size && entry.key == key)
                #expect(try await storage.bytes(of: key, limit: size) == bytes)
                #expect(try await storage.get(entry, range: 0..<10) == Array(bytes.prefix(10)))
                #expect(try await storage.get(entry, range: size..<size + 10) == [])
                if size > 10 {
                    #expect(try await storage.get(entry, range: 5..<9) == Array(bytes[5..<9]))
                    #expect(try await storage.get(entry, range: size - 3..<size + 10) == Array(bytes.suffix(3)))
                }
            }
            await #expect(throws: ObjectStorageError.self) {
                _ = try await storage.bytes(of: try ObjectKey("folder/some"), limit: 99_999)
            }
            #expect(try await storage.bytes(of: try ObjectKey("folder/other"), limit: 10) == nil)
        }
    }

    @Test("takes an object of unknown size in parts, and reads it chunk by chunk", arguments: StorageKind.allCases)
    func parts(kind: StorageKind) async throws {
        try await kind.with { storage in
            let key = try ObjectKey("large")
            let bytes = someBytes(11_000_000)
            let chunks = stride(from: 0, to: bytes.count, by: 300_001).map {
                Array(bytes[$0..<min($0 + 300_001, bytes.count)])
            }
            try await storage.put(key, size: nil, Chunks(chunks: chunks))
            try await storage.put(try ObjectKey("known"), size: bytes.count, Chunks(chunks: chunks))
            let entry = try #require(try await storage.head(key))
            var read: [UInt8] = []
            for try await chunk in storage.chunks(of: entry) { read += chunk }
            #expect(read == bytes)
            #expect(try await storage.bytes(of: try ObjectKey("known"), limit: bytes.count) == bytes)
        }
    }

    @Test("replaces an object in one step, and a reader of the old one is told", arguments: StorageKind.allCases)
    func replaced(kind: StorageKind) async throws {
        try await kind.with { storage in
            let key = try ObjectKey("object")
            try await storage.put(key, Array("first".utf8))
            let first = try #require(try await storage.head(key))
            try await storage.put(key, Array("other".utf8))
            #expect(try await storage.bytes(of: key, limit: 10) == Array("other".utf8))
            let error = await #expect(throws: ObjectStorageError.self) {
                _ = try await storage.get(first, range: 0..<5)
            }
            #expect(error?.code == .changed)
        }
    }

    @Test("keeps the object from before when a put fails", arguments: StorageKind.allCases)
    func failedPut(kind: StorageKind) async throws {
        try await kind.with { storage in
            let key = try ObjectKey("object")
            try await storage.put(key, Array("before".utf8))
            let large = [UInt8](repeating: 1, count: 6_000_000)
            await #expect(throws: Chunks.Broken.self) {
                try await storage.put(key, size: nil, Chunks(chunks: [large, large], breaks: true))
            }
            for size in [1, 10] {
                let error = await #expect(throws: ObjectStorageError.self) {
                    try await storage.put(key, size: size, Chunks(chunks: [[1, 2, 3]]))
                }
                #expect(error?.code == .wrongSize)
            }
            #expect(try await storage.bytes(of: key, limit: 10) == Array("before".utf8))
            #expect(try await storage.list(prefix: "", after: nil, limit: 10).entries.map(\.key) == [key])
        }
    }

    @Test("deletes an object, also one that is not there", arguments: StorageKind.allCases)
    func delete(kind: StorageKind) async throws {
        try await kind.with { storage in
            let key = try ObjectKey("a/b/c")
            try await storage.delete(key)
            try await storage.put(key, [1])
            try await storage.delete(key)
            try await storage.delete(key)
            #expect(try await storage.head(key) == nil)
            #expect(try await storage.list(prefix: "", after: nil, limit: 10) == ObjectPage(entries: [], next: nil))
        }
    }

    @Test("has keys that are others' folders, and keys of any letters", arguments: StorageKind.allCases)
    func keys(kind: StorageKind) async throws {
        try await kind.with { storage in
            let texts = [
                "a", "a/b", "a/b/c", "a b+c&d=e?f#g%h", "a.b", "a!", "grün/ß/日本", "~/'\"<>", "..a/...", "a/b/c.d",
                String(repeating: "k", count: ObjectKey.maxSegmentBytes),
            ]
            for text in texts { try await storage.put(try ObjectKey(text), Array(text.utf8)) }
            for text in texts {
                #expect(try await storage.bytes(of: try ObjectKey(text), limit: 1_000) == Array(text.utf8))
            }
            let all = try await storage.list(prefix: "", after: nil, limit: 100).entries
            #expect(all.map(\.key) == (try texts.map { try ObjectKey($0) }.sorted()))
            for entry in all {
                #expect(try await storage.get(entry, range: 0..<1_000) == Array(entry.key.text.utf8))
            }
        }
    }

    @Test("lists by the bytes of the keys, page after page", arguments: StorageKind.allCases)
    func list(kind: StorageKind) async throws {
        try await kind.with { storage in
            let texts = ["a", "a-b", "a/1", "a/2", "a/2/x", "a/20", "a0", "ab/1", "b/1"]
            for text in texts.shuffled() { try await storage.put(try ObjectKey(text), [1]) }
            for limit in [1, 2, 3, 9, 100] {
                var found: [String] = []
                var after: String?
                repeat {
                    let page = try await storage.list(prefix: "", after: after, limit: limit)
                    #expect(page.entries.count <= limit)
                    found += page.entries.map(\.key.text)
                    after = page.next
                } while after != nil
                #expect(found == (try texts.map { try ObjectKey($0) }.sorted().map(\.text)))
            }
            func listed(_ prefix: String, _ after: String? = nil) async throws -> [String] {
                try await storage.list(prefix: prefix, after: after, limit: 100).entries.map(\.key.text)
            }
            #expect(try await listed("a/") == ["a/1", "a/2", "a/2/x", "a/20"])
            #expect(try await listed("a/2") == ["a/2", "a/2/x", "a/20"])
            #expect(try await listed("a", "a/2") == ["a/2/x", "a/20", "a0", "ab/1"])
            #expect(try await listed("a/", "a/2/x") == ["a/20"])
            #expect(try await listed("a/", "b") == [])
            #expect(try await listed("c") == [])
        }
    }

    @Test("refuses keys that could lead out of it, or are too long")
    func badKeys() {
        let bad = [
            "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/.", "a\u{0}b", "a\nb", "a\\b", "a.object/b",
            "b/a.object", String(repeating: "k", count: ObjectKey.maxSegmentBytes + 1),
            String(repeating: "k/", count: 512) + "k",
        ]
        for text in bad {
            let error = #expect(throws: ObjectStorageError.self) { _ = try ObjectKey(text) }
            #expect(error?.code == .invalidKey)
        }
    }
}
