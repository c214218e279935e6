import Foundation
import JSONAccess
import Testing

@Suite("A reader of JSON")
struct JSONReaderTests {
    private struct Thing: Decodable, Equatable {
        let name: String
        let time: Date?
        let parts: [Part]

        struct Part: Decodable, Equatable { let size: Int }
    }

    private static let decoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            guard let seconds = Double(text) else {
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no time"))
            }
            return Date(timeIntervalSince1970: seconds)
        }
        return decoder
    }()

    private static let reader = JSONReader(decoder) { text in
        Double(text).map { Date(timeIntervalSince1970: $0) }
    }

    @Test(
        "reads what its decoder reads",
        arguments: [
            #"{"name":"a","parts":[]}"#, #"{"name":"a","time":null,"parts":[{"size":1},{"size":2}]}"#,
            #"{"name":"a","time":"12","parts":[],"more":{"x":[1]}}"#, #"{"name":"a","parts":[{"size":1},]}"#,
        ])
    func reads(_ text: String) throws {
        let read = try Self.reader.decode(Thing.self, from: Array(text.utf8))
        #expect(read == (try Self.decoder.decode(Thing.self, from: Data(text.utf8))))
    }

    @Test(
        "says of what is wrong what its decoder says, with the path to it",
        arguments: [
            "", "{", #"{"name":1,"parts":[]}"#, #"{"parts":[]}"#, #"{"name":"a","parts":[{"size":1},{"size":"2"}]}"#,
            #"{"name":"a","time":"soon","parts":[]}"#, #"{"name":"a","time":1,"parts":[]}"#,
        ])
    func refuses(_ text: String) {
        func problem(_ body: () throws -> Thing) -> String? {
            do {
                _ = try body()
                return nil
            } catch {
                return "\(error)"
            }
        }
        let found = problem { try Self.reader.decode(Thing.self, from: Array(text.utf8)) }
        #expect(found != nil)
        #expect(found == problem { try Self.decoder.decode(Thing.self, from: Data(text.utf8)) })
    }
}
