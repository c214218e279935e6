import ConfigStoreAPI
import Foundation

/// Users as the API answers them: each creation has one in the answer and one in the audit log.
extension User {
    /// The members in order, as the audit log compares them.
    var json: [UInt8] {
        var text = JSONText()
        append(to: &text)
        return text.bytes
    }

    fileprivate func append(to text: inout JSONText) {
        text.append(admin ? #"{"admin":true"# : #"{"admin":false"#)
        text.append(#","creation_time":"#, JSONCoding.text(creationTime))
        text.append(#","id":"#, id)
        text.append(#","name":"#, name)
        text.append(#","revision":"#, revision)
        text.append(#","update_time":"#, JSONCoding.text(updateTime))
        text.append("}")
    }
}

extension UserDetails {
    /// What an encoder makes of it, with the members in another order.
    func json() throws -> [UInt8] {
        guard linkedAccounts.isEmpty, tokenNames.isEmpty else {
            return Array(try JSONCoding.sharedEncoder.encode(self))
        }
        var text = JSONText()
        text.append(#"{"user":"#)
        user.append(to: &text)
        text.append(#","token_names":[],"linked_accounts":[]}"#)
        return text.bytes
    }
}
