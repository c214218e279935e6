import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// Users with their tokens and linked accounts, organizations and who belongs to them.
extension AgolaDrafting {
    func user(_ user: AgolaUser, _ source: AgolaSource, _ report: inout AgolaReport) throws -> [AgolaDraft] {
        let name = user.name ?? ""
        try refuse(NameGrammar.violation(of: name, at: "name"), "invalidUserName")
        if user.password?.isEmpty == false {
            report.add("passwordLeftOut", "nobody signs in with a password of their own here", at: source.place)
        }
        let record = UserRecord(
            name: name, admin: user.admin ?? false, creationTime: source.creationTime, updateTime: source.updateTime)
        var drafts = [try source.draft(record)]
        for (id, account) in (user.linked_accounts ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard UUIDGrammar.isCanonical(id), id == id.lowercased(), account.id ?? id == id else {
                throw source.object.place.problem("user \(source.id) has a linked account whose id is no UUID, or two")
            }
            report.count(read: AgolaKind.account.rawValue)
            drafts.append(try self.account(account, source, id: id, user: source.id, &report))
        }
        for (name, value) in (user.tokens ?? [:]).sorted(by: { $0.key < $1.key }) {
            report.count(read: AgolaKind.token.rawValue)
            let id = environment.identifiers.next()
            if let token = try token(name, value, source, id: id, user: source.id, &report) { drafts.append(token) }
        }
        return drafts
    }

    func token(_ token: AgolaToken, _ source: AgolaSource, _ report: inout AgolaReport) throws -> [AgolaDraft] {
        let draft = try self.token(
            token.name ?? "", token.value ?? "", source, id: source.id, user: token.user_id ?? "", &report)
        return draft.map { [$0] } ?? []
    }

    /// A token goes on working: its hash is what is kept. What Agola can't have made, such as a hash, is no token here, since
    /// whoever has read it could use it.
    private func token(
        _ name: String, _ value: String, _ source: AgolaSource, id: String, user: String, _ report: inout AgolaReport
    ) throws -> AgolaDraft? {
        let isMade = value.utf8.count == 40 && value.utf8.allSatisfy(Self.isHexadecimal)
        guard isMade, TextRule.tokenNameViolation(of: name, at: "name") == nil else {
            report.add(
                "tokenLeftOut", "a token that Agola has not made, or whose name is none here: make another one",
                at: source.place)
            return nil
        }
        let record = UserTokenRecord(
            name: name, userID: user, hash: UserTokens.hash(value), creationTime: source.creationTime)
        return try source.draft(record, .token, id: id, in: RecordKey(UserRecord.kind, user))
    }

    func account(
        _ account: AgolaLinkedAccount, _ source: AgolaSource, _ report: inout AgolaReport
    ) throws -> AgolaDraft {
        try self.account(account, source, id: source.id, user: account.user_id ?? "", &report)
    }

    private func account(
        _ account: AgolaLinkedAccount, _ source: AgolaSource, id: String, user: String, _ report: inout AgolaReport
    ) throws -> AgolaDraft {
        let tokens = [account.oauth2_access_token, account.user_access_token].compactMap { $0 }.filter { !$0.isEmpty }
        let credentials = LinkedAccountCredentials(
            accessToken: tokens.first ?? "", refreshToken: account.oauth2_refresh_token ?? "",
            expiresAt: AgolaTimes.known(account.oauth_2_access_token_expires_at))
        var checked = credentials
        // One without a token is no refusal: its user signs in again.
        if checked.accessToken.isEmpty { checked.accessToken = "none" }
        let violations = LinkedAccountRules.check(
            CreateLinkedAccountRequest(
                remoteSourceRef: account.remote_source_id, remoteUserID: account.remote_user_id,
                remoteUserName: account.remote_username, credentials: checked))
        if !violations.isEmpty { throw ServiceError(code: "invalidLinkedAccount", violations: violations) }
        if tokens.isEmpty {
            report.add(
                "accountNeedsLogin", "a linked account without a token: its user signs in again", at: source.place)
        }
        var record = Stored(
            id: id, revision: 1,
            value: LinkedAccountRecord(
                userID: user, remoteSourceID: account.remote_source_id ?? "",
                remoteUserID: account.remote_user_id ?? "", remoteUserName: account.remote_username ?? "",
                remoteUserAvatarURL: "", sealedAccessToken: "", sealedRefreshToken: "", needsLogin: tokens.isEmpty,
                creationTime: source.creationTime, updateTime: source.updateTime))
        try LinkedAccounts(environment: environment).seal(credentials, into: &record)
        return try source.draft(record.value, .account, id: id, in: RecordKey(UserRecord.kind, user))
    }

    func organization(_ organization: AgolaOrganization, _ source: AgolaSource) throws -> AgolaDraft {
        let visibility = try OrganizationRules.check(
            CreateOrganizationRequest(name: organization.name, visibility: organization.visibility))
        return try source.draft(
            OrganizationRecord(
                name: organization.name ?? "", visibility: visibility, creationTime: source.creationTime,
                updateTime: source.updateTime))
    }

    func member(_ member: AgolaMember, _ source: AgolaSource) throws -> AgolaDraft {
        try source.draft(
            OrganizationMemberRecord(
                organizationID: member.organization_id ?? "", userID: member.user_id ?? "",
                role: try OrganizationRules.role(member.member_role), creationTime: source.creationTime,
                updateTime: source.updateTime))
    }

    func invitation(_ invitation: AgolaInvitation, _ source: AgolaSource) throws -> AgolaDraft {
        try source.draft(
            OrganizationInvitationRecord(
                organizationID: invitation.organizationId ?? invitation.organization_id ?? "",
                userID: invitation.userId ?? invitation.user_id ?? "",
                role: try OrganizationRules.role(invitation.role), creationTime: source.creationTime))
    }

    func refuse(_ violation: Violation?, _ code: String) throws {
        if let violation { throw ServiceError(code: code, violations: Violations([violation])) }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
