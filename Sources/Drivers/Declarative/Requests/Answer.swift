import Foundation
import RemoteSources
import Validation

/// A forge's answer, read so far that values can be taken out of it.
struct Answer: Sendable {
    private static let maxTextBytes = 4096

    var scope: AnswerScope
    var response: ForgeResponse

    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - response: The answer, already known to be a success.
    ///   - isText: Whether it is a plain text.
    ///   - taken: What was taken out of earlier answers.
    /// - Throws: `unavailable` when it is neither: something else answered in the forge's place.
    init(_ response: ForgeResponse, isText: Bool, taken: TemplateValues) throws(DriverError) {
        try ForgeAnswer.refuseMarkup(response)
        let document: JSONDocument?
        if isText {
            let text = response.body.count <= Self.maxTextBytes ? String(validating: response.body, as: UTF8.self) : nil
            document = text.map { .object(["text": .string($0.trimmingCharacters(in: .whitespacesAndNewlines))]) }
        } else {
            document = JSONDocument(response.body, maxDepth: JSONDocument.maxDepth)
        }
        guard let document else {
            throw .unavailable(
                "the forge's answer can't be read as its API's, it is no \(isText ? "short text" : "JSON")")
        }
        scope = AnswerScope(document: document, taken: taken)
        self.response = response
    }

    /// The answer with nothing but the item that is meant.
    func found(_ find: AskedRequest.Find, _ values: TemplateValues) throws(DriverError) -> Answer? {
        guard let wanted = find.equals.text(values) else { return nil }
        do throws(AnswerMismatch) {
            guard let items = try find.items.items(in: scope.document) else {
                throw AnswerMismatch("a list", at: find.items.text)
            }
            for item in items {
                guard try find.member.value(in: item)?.scalarText == wanted else { continue }
                var answer = self
                answer.scope.document = item
                return answer
            }
            return nil
        } catch {
            throw error.inAnswer
        }
    }
}
