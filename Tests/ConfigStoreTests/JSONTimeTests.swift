import ConfigStoreAPI
import Foundation
import Testing

@Suite("Times in the configstore's JSON")
struct JSONTimeTests {
    @Test(
        "are read as RFC 3339 writes them",
        arguments: [
            ("2026-01-31T12:00:00Z", 1_769_860_800), ("2026-01-31t12:00:00z", 1_769_860_800),
            ("2026-01-31T12:00:00.25Z", 1_769_860_800.25), ("2026-01-31T17:30:00+05:30", 1_769_860_800),
            ("2026-01-31T11:00:00-01:00", 1_769_860_800), ("2016-12-31T23:59:60Z", 1_483_228_800),
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1), ("2024-02-29T00:00:00Z", 1_709_164_800),
            ("0000-01-01T00:00:00Z", -62_167_219_200),
        ])
    func reading(text: String, time: Double) throws {
        let date = try JSONCoding.decoder().decode([Date].self, from: Data("[\"\(text)\"]".utf8))
        #expect(date == [Date(timeIntervalSince1970: time)])
    }

    @Test(
        "are refused when they are none",
        arguments: [
            "", "2026-01-31", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
            "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31T12:00:61Z", "2026-01-31T12:00:00",
            "2026-01-31T12:00:00ZZ", "2026-01-31 12:00:00Z", "2026-1-31T12:00:00Z", "2026-01-31T12:00:00.Z",
            "2026-01-31T12:00:00+0530", "2026-01-31T12:00:00+24:00", "+2026-01-31T12:00:00Z",
        ])
    func refusing(text: String) {
        #expect(throws: DecodingError.self) {
            try JSONCoding.decoder().decode([Date].self, from: Data("[\"\(text)\"]".utf8))
        }
    }

    @Test(
        "are written so that they are read again",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_769_860_800.25, "2026-01-31T12:00:00.250Z"),
            (-0.001, "1969-12-31T23:59:59.999Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
            (-62_167_219_200, "0000-01-01T00:00:00.000Z"), (.greatestFiniteMagnitude, "9999-12-31T23:59:59.999Z"),
        ])
    func writing(time: Double, text: String) throws {
        let json = try JSONCoding.encoder().encode([Date(timeIntervalSince1970: time)])
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(text)\"]")
    }
}
