import PluginProcess
import RemoteSources
import Validation

/// What a program says of itself, as JSON.
enum ManifestMessage {
    private static let members: Set<String> = [
        "id", "version", "contract", "configType", "capabilities", "authTypes", "oauth2", "tokenScopes",
        "makesTokenFirst", "passwordIsToken", "oneTimePasswordHeader", "webhookSchemes", "webhookForm", "webhookEvents",
        "limits", "links",
    ]
    /// An answer has to fit into a message, where it may need twice its bytes.
    private static let maxResponseBytes = ProcessDriver.maxMessageBytes / 2

    static func introduction(_ answer: MessageValue) throws(PluginFailure) -> DriverIntroduction {
        let outer = try MessageObject(answer, "its introduction", members: ["manifest"])
        guard let value = outer.value("manifest") else { throw outer.wrong("manifest", "an object") }
        let object = try MessageObject(value, "its manifest", members: members)
        var manifest = DriverManifest(
            id: try object.identifier("id"), version: try object.identifier("version"),
            contract: try contract(object),
            configType: try object.word("configType", as: RemoteRepositoryConfigType.self, default: .remoteSource),
            capabilities: Set(try object.words("capabilities", as: Capability.self)),
            authTypes: try object.words("authTypes", as: AuthType.self))
        manifest.oauth2 = try oauth2(object)
        manifest.tokenScopes = try object.strings("tokenScopes")
        manifest.makesTokenFirst = try object.boolean("makesTokenFirst", default: false)
        manifest.passwordIsToken = try object.boolean("passwordIsToken", default: false)
        manifest.oneTimePasswordHeader = try object.optionalString("oneTimePasswordHeader")
        for scheme in try object.list("webhookSchemes") { manifest.webhookSchemes.append(try webhookScheme(scheme)) }
        if object.has("webhookForm") {
            manifest.webhookForm = try object.word("webhookForm", as: FormWord.self).form
        }
        manifest.webhookEvents = try object.strings("webhookEvents")
        manifest.limits = try limits(object)
        let links = try LinkTemplates(object)
        guard manifest.capabilities.contains(.links) == !links.isEmpty else {
            throw .badAnswer("its manifest has the capability links and the templates of links, or neither")
        }
        return DriverIntroduction(manifest: manifest, links: links)
    }

    private enum FormWord: String, CaseIterable {
        case signsForm, signsPayload

        var form: DriverManifest.WebhookForm {
            switch self {
            case .signsForm: .signsForm
            case .signsPayload: .signsPayload
            }
        }
    }

    private static func contract(_ object: MessageObject) throws(PluginFailure) -> ContractVersion {
        let parts = try object.string("contract").split(separator: ".", omittingEmptySubsequences: false).map {
            Int($0)
        }
        guard parts.count == 2, let major = parts[0], let minor = parts[1] else {
            throw object.wrong("contract", "a version such as \(ContractVersion.current)")
        }
        return ContractVersion(major: major, minor: minor)
    }

    private static func oauth2(
        _ object: MessageObject
    ) throws(PluginFailure) -> DriverManifest.OAuth2Description? {
        guard let value = object.value("oauth2") else { return nil }
        let oauth2 = try MessageObject(value, "its oauth2", members: ["authorizePath", "tokenPath", "scopes"])
        return DriverManifest.OAuth2Description(
            authorizePath: try oauth2.strings("authorizePath"), tokenPath: try oauth2.strings("tokenPath"),
            scopes: try oauth2.strings("scopes"))
    }

    private enum SchemeWord: String, CaseIterable { case hmacSHA256Hex, sharedToken, standardWebhooks }

    private static func webhookScheme(_ value: MessageValue) throws(PluginFailure) -> DriverManifest.WebhookScheme {
        let object = try MessageObject(value, "its webhook scheme", members: ["scheme", "header", "prefix"])
        switch try object.word("scheme", as: SchemeWord.self) {
        case .hmacSHA256Hex:
            return .hmacSHA256Hex(
                header: try object.string("header").lowercased(), prefix: try object.optionalString("prefix") ?? "")
        case .sharedToken: return .sharedToken(header: try object.string("header").lowercased())
        case .standardWebhooks: return .standardWebhooks
        }
    }

    private static func limits(_ object: MessageObject) throws(PluginFailure) -> DriverManifest.Limits {
        var limits = DriverManifest.Limits()
        guard let value = object.value("limits") else { return limits }
        let given = try MessageObject(value, "its limits", members: ["pageSize", "maxPages", "maxResponseBytes"])
        limits.pageSize = try given.optionalInteger("pageSize") ?? limits.pageSize
        limits.maxPages = try given.optionalInteger("maxPages") ?? limits.maxPages
        limits.maxResponseBytes = try given.optionalInteger("maxResponseBytes") ?? limits.maxResponseBytes
        guard limits.maxResponseBytes <= maxResponseBytes else {
            throw given.wrong("maxResponseBytes", "at most \(maxResponseBytes)")
        }
        return limits
    }
}
