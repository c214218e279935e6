import Foundation
import JSONAccess
import RemoteSources
import Testing

@Suite("The commits")
struct PushedCommitsTests {
    @Test(
        "of a push are read as other decoders read them",
        arguments: [
            ("[]", 0),
            (#"[{"id":"a","message":"b\n","url":"c","author":{"name":"d","email":"e"},"added":[{"id":1}]}]"#, 1),
            (#"[{"x":[{}],"id":"a"},{"url":null,"message":null,"author":null,"id":"b"},{"id":"c","author":{}}]"#, 3),
            (
                #"[{"id":"a","author":{"name":"d"}},{"id":"b","author":{"name":"d"}},{"id":"c"},"#
                    + #"{"id":"d","author":{"name":"e"}},{"author":{"name":"e","email":"f"},"id":"e"}]"#, 5
            ),
            (#"[{"\u0069d":"a","id":"b"}]"#, 1), ("{}", nil), ("[1]", nil), (#"[{"message":"b"}]"#, nil),
            (#"[{"id":1}]"#, nil), (#"[{"id":"a","author":"b"}]"#, nil), (#"[{"id":"a","message":{}}]"#, nil),
            (#"[{"id":null}]"#, nil),
        ] as [(String, Int?)])
    func commits(_ text: String, _ count: Int?) {
        let read = try? JSONDocument(Array(text.utf8)).decode(PushedCommits.self).commits
        #expect(read == (try? JSONDecoder().decode(PushedCommits.self, from: Data(text.utf8)))?.commits)
        #expect(read?.count == count)
    }
}
