import Instruments
import ServiceKit

/// What is counted of sign-ins.
final class SignInInstruments: MetricSource {
    private let signIns = Labelled<Counter>(counting: "purpose", "outcome")

    /// Does a step of a sign-in, and counts what comes of it.
    func counting(
        _ purpose: OAuth2State.Purpose, _ step: () async throws -> SignInOutcome
    ) async throws -> SignInOutcome {
        do {
            let outcome = try await step()
            // Somebody who was sent to the forge comes back, or doesn't.
            let word = if case .redirect = outcome { "redirected" } else { "done" }
            signIns[purpose.rawValue, word].add()
            return outcome
        } catch {
            let isRefusal = (error as? ServiceError).map { $0.kind.rawValue < 500 } ?? false
            signIns[purpose.rawValue, isRefusal ? "refused" : "failed"].add()
            throw error
        }
    }

    func metrics() async -> [Metric] {
        [.counter("sallyport_sign_ins_total", "Sign-ins through forges, by what came of them", signIns)]
    }
}
