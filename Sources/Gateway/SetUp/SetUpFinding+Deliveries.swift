import ConfigStoreAPI
import Foundation
import RemoteSources

/// What the forge's own list of deliveries says.
extension SetUpFinding {
    /// What is to be said of deliveries that the forge could not make; nil when the newest one arrived and nothing is lost.
    ///
    /// - Parameters:
    ///   - listed: The last attempts, the newest first.
    ///   - known: Which deliveries were taken up here all the same, by the forge's ids.
    ///   - project: Whose webhook it is.
    init?(undelivered listed: [ListedDelivery], known: Set<String>, of project: Project) {
        guard let newest = listed.first else { return nil }
        let all = Set(listed.map(\.deliveryID))
        let missed = all.subtracting(listed.filter(\.isTaken).map(\.deliveryID))
        let left = missed.subtracting(known).count
        guard !missed.isEmpty, left > 0 || !newest.isTaken else { return nil }
        let count = "of the forge's last \(all.count) deliveries \(missed.count) did not arrive"
        let rest = left == 0 ? "and all of them were taken up" : "\(left) of them are not taken up yet"
        let catchUp =
            "what was missed is taken up by itself, or at once with: sallyport project catch-up \(project.path)"
        if newest.isTaken {
            self.init(.deliveriesMissed, .warning, "\(count), \(rest); newer ones arrive", action: catchUp)
        } else {
            self.init(
                .deliveriesMissed, .warning, "\(count), \(rest); \(Self.outcome(of: newest))",
                action: "see whether the forge reaches \(project.setUp.webhookURL); \(catchUp)")
        }
    }

    /// What is to be said of a list that can't be read.
    init(unreadableList failure: SetUpFailure) {
        self.init(
            .deliveryListUnreadable, .warning, "the forge does not say what it has delivered: \(failure.message)",
            action: failure.isRefusal
                ? "let the project's account see the webhook's deliveries at the forge; branches and tags are compared "
                    + "all the same"
                : "nothing: it is read again with the next look")
    }

    private static func outcome(of attempt: ListedDelivery) -> String {
        let answer = attempt.status.map { "was answered with \($0)" } ?? "had no answer"
        guard let time = attempt.time else { return "the newest one \(answer)" }
        return "the newest one, of \(Date(timeIntervalSince1970: time).formatted(.iso8601)), \(answer)"
    }
}
