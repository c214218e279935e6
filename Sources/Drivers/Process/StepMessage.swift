import Foundation
import PluginProcess
import RemoteSources
import Validation

/// What a program makes of an operation, or of a forge's answer.
enum DriverStep<Output: Sendable>: Sendable {
    /// The operation is over, with this result.
    case value(Output)
    /// A request is needed first. The state comes back with its answer.
    case request(ForgeRequest, state: String)
    /// The operation is over without a result.
    case failure(DriverError)
}

/// What an answer may be beside an error.
enum WantedStep: Sendable {
    /// An operation asks the forge before it knows anything.
    case request
    /// An operation that asks nobody.
    case value
    case either
}

enum StepMessage {
    /// How much a program may want to be told again.
    static let maxStateBytes = 64 * 1024

    static func step<Output>(
        _ answer: MessageValue, wanting wanted: WantedStep,
        _ read: (MessageValue) throws(PluginFailure) -> Output
    ) throws(PluginFailure) -> DriverStep<Output> {
        let object = try MessageObject(answer, "its answer", members: ["value", "request", "state", "error"])
        // A null value is a value: what has no result answers so.
        let hasValue = answer["value"] != nil
        guard [hasValue, object.has("request"), object.has("error")].count(where: { $0 }) == 1 else {
            throw .badAnswer("its answer has one of value, request and error")
        }
        if let error = object.value("error") { return .failure(try self.error(error)) }
        guard let request = object.value("request") else {
            guard wanted != .request else { throw .badAnswer("an operation needs a request before it has a value") }
            return .value(try read(answer["value"] ?? .null))
        }
        guard wanted != .value else { throw .badAnswer("this operation can't ask the forge") }
        let state = (object.value("state") ?? .null).text
        guard state.utf8.count <= maxStateBytes else {
            throw .badAnswer("its state has more than \(maxStateBytes) bytes")
        }
        return .request(try RequestMessage.request(request), state: state)
    }

    private enum Code: String, CaseIterable {
        case unauthorized, forbidden, notFound, moved, conflict, rateLimited, invalid, unavailable, notSupported,
            ignored
    }

    private static func error(_ value: MessageValue) throws(PluginFailure) -> DriverError {
        let object = try MessageObject(value, "its error", members: ["code", "message", "id", "until", "field"])
        let message = try object.optionalString("message")?.printable(300) ?? "the driver says no more"
        switch try object.word("code", as: Code.self) {
        case .unauthorized: return .unauthorized(message)
        case .forbidden: return .forbidden(message)
        case .notFound: return .notFound(message)
        case .moved: return .moved(id: try object.optionalString("id"))
        case .conflict: return .conflict(message)
        case .rateLimited:
            guard object.has("until") else { return .rateLimited(until: nil) }
            guard case .number(let text) = object.value("until"), let until = Double(text), until.isFinite else {
                throw object.wrong("until", "a number of seconds since 1970")
            }
            return .rateLimited(until: until)
        case .invalid: return .invalid(field: try object.optionalString("field")?.printable(60) ?? "", message: message)
        case .unavailable: return .unavailable(message)
        case .notSupported: return .notSupported(message)
        case .ignored: return .ignored(reason: message)
        }
    }
}

extension ForgeResponse {
    /// The answer as a program gets it.
    var message: String {
        let fields: [String: MessageValue] = headers.mapValues(MessageValue.string)
        return #"{"status":\#(status),"headers":\#(MessageValue.object(fields).text),"#
            + #"\#(BodyMessage.members(body)),"receivedAt":\#(receivedAt.isFinite ? receivedAt : 0)}"#
    }
}

/// Bytes, as the member of a message that fits.
enum BodyMessage {
    /// `"body":"…"` for text, `"bodyBase64":"…"` for everything else.
    static func members(_ body: [UInt8]) -> String {
        if let text = String(validating: body, as: UTF8.self) { return #""body":\#(MessageValue.quoted(text))"# }
        return #""bodyBase64":"\#(Data(body).base64EncodedString())""#
    }
}
