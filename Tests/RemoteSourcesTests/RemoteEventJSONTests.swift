import Foundation
import RemoteSources
import Testing

@Suite("An event's JSON")
struct RemoteEventJSONTests {
    @Test("is written by hand as Foundation writes it")
    func written() throws {
        var event = RemoteEvent(
            .pullRequest, deliveryID: "1\"\\\u{1}\u{1F}\n/", repository: .init(id: "1", path: "é/😀"),
            sender: .init(id: nil, login: "alice"))
        event.action = .opened
        (event.ref, event.branch, event.tag) = ("refs/heads/main", "main", "v1")
        (event.before, event.after, event.compareURL, event.webURL) = ("1", "2", "https://a", "https://b")
        event.commits = [
            .init(sha: "1", message: "a\tb"),
            .init(sha: "2", message: "", author: .init(name: "A", email: nil), webURL: "https://c"),
        ]
        event.pullRequest = .init(
            number: 7, title: "t", draft: true,
            source: .init(repositoryID: nil, path: nil, branch: "x", sha: nil),
            target: .init(repositoryID: "1", path: "a/b", branch: "y", sha: "3"))
        (event.skipRequested, event.truncated) = (true, true)
        let least = RemoteEvent(.ping, deliveryID: "", repository: .init(id: "", path: ""), sender: nil)
        for event in [event, least] {
            let written = try JSONSerialization.jsonObject(with: Data(event.json)) as? NSDictionary
            let encoded = try JSONSerialization.jsonObject(with: JSONEncoder().encode(event)) as? NSDictionary
            #expect(written == encoded && written != nil)
            #expect(try JSONDecoder().decode(RemoteEvent.self, from: Data(event.json)) == event)
        }
    }
}
