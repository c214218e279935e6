/// What a manifest must say about itself.
enum ManifestRules {
    static func problems(of manifest: DriverManifest) -> [String] {
        var problems: [String] = []
        let has = manifest.capabilities.contains
        func check(_ holds: Bool, _ problem: String) {
            if !holds { problems.append(problem) }
        }
        check(!manifest.id.isEmpty && manifest.id.utf8.count <= 100, "its id has 1 to 100 bytes")
        check(
            manifest.contract.isServed,
            "it is for contract \(manifest.contract), this host serves \(ContractVersion.current)")
        check(
            has(.oauth2) == manifest.authTypes.contains(.oauth2), "the capability and the auth type oauth2 go together")
        check(
            has(.passwordLogin) == manifest.authTypes.contains(.password),
            "the capability passwordLogin and the auth type password go together")
        check(!manifest.passwordIsToken || has(.passwordLogin), "a password that is a token needs passwordLogin")
        check(
            !manifest.passwordIsToken
                || manifest.tokenScopes.isEmpty && !manifest.makesTokenFirst && manifest.oneTimePasswordHeader == nil,
            "where a password is a token, none is made")
        check(has(.oauth2) == (manifest.oauth2 != nil), "the capability oauth2 and its description go together")
        check(has(.oauth2) || !has(.oauth2PKCE) && !has(.oauth2Refresh), "PKCE and refresh need oauth2")
        check(!has(.oauth2) && !has(.passwordLogin) || has(.userInfo), "signing in needs userInfo")
        check(
            has(.webhooks) == !manifest.webhookEvents.isEmpty, "webhooks and the events they subscribe to go together")
        check(!has(.webhookTest) || has(.webhooks), "webhookTest needs webhooks")
        check(
            !has(.webhookDeliveries) || has(.webhooks) && has(.events),
            "webhookDeliveries needs webhooks and events")
        check(has(.events) == !manifest.webhookSchemes.isEmpty, "events and a webhook scheme go together")
        check(
            manifest.oneTimePasswordHeader.map(isOwnHeader) ?? true,
            "the header for one-time passwords is not one that the host sets")
        check(
            manifest.webhookSchemes.flatMap(\.headers).allSatisfy(HeaderGrammar.isName),
            "a webhook scheme names a header field")
        check((1...1000).contains(manifest.limits.pageSize), "a page has 1 to 1,000 items")
        check((1...10_000).contains(manifest.limits.maxPages), "a list has 1 to 10,000 pages")
        check(
            (1...64 * 1024 * 1024).contains(manifest.limits.maxResponseBytes), "an answer has at most 64 MiB")
        return problems
    }

    private static func isOwnHeader(_ name: String) -> Bool {
        HeaderGrammar.isName(name) && !RequestBuilder.hostHeaders.contains(name.lowercased())
    }
}
