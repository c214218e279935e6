import ConfigStoreAPI
import Foundation
import Testing

@testable import ConfigStore

@Suite("Records whose JSON is written by hand")
struct RecordTextTests {
    private static let times = [0, 0.1, 8.2e8 + 0.123456, -1e9, 1e16].map(Date.init(timeIntervalSinceReferenceDate:))

    @Test("users are read as they were written", arguments: ["alice", "a\"b\\c", "\u{1}é", ""], times)
    func users(name: String, time: Date) throws {
        let user = UserRecord(name: name, admin: name.isEmpty, creationTime: time, updateTime: time + 1)
        let read = try JSONDecoder().decode(UserRecord.self, from: Data(user.encoded()))
        #expect(read.name == user.name)
        #expect(read.admin == user.admin)
        #expect(read.creationTime == user.creationTime)
        #expect(read.updateTime == user.updateTime)
    }

    @Test("groups are read as they were written", arguments: ["group", "a\"b\\c", ""], times)
    func groups(name: String, time: Date) throws {
        let group = ProjectGroupRecord(
            name: name, parentID: "parent", visibility: .private, creationTime: time, updateTime: time + 1)
        let read = try JSONDecoder().decode(ProjectGroupRecord.self, from: Data(group.encoded()))
        #expect(read.name == group.name)
        #expect(read.parentID == group.parentID)
        #expect(read.visibility == group.visibility)
        #expect(read.creationTime == group.creationTime)
        #expect(read.updateTime == group.updateTime)
    }

    @Test("users are answered as an encoder writes them", arguments: ["alice", "a\"b\\c", "\u{1}é", ""], times)
    func answeredUsers(name: String, time: Date) throws {
        let user = User(
            id: "id", name: name, admin: name.isEmpty, creationTime: time, updateTime: time + 1, revision: 7)
        let decoder = JSONCoding.decoder()
        let expected = try decoder.decode(User.self, from: JSONCoding.encoder().encode(user))
        #expect(try decoder.decode(User.self, from: Data(user.json)) == expected)
        let account = LinkedAccount(
            id: "account", userID: "id", remoteSourceID: "source", remoteUserID: "1", remoteUserName: "alice",
            remoteUserAvatarURL: "", accessTokenExpiresAt: nil, needsLogin: false,
            creationTime: expected.creationTime, updateTime: expected.updateTime, revision: 1)
        for (tokens, accounts) in [([], []), (["laptop"], []), ([], [account])] {
            let details = UserDetails(user: expected, tokenNames: tokens, linkedAccounts: accounts)
            #expect(try decoder.decode(UserDetails.self, from: Data(details.json())) == details)
        }
    }
}
