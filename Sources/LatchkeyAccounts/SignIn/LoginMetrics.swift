import CoreMetrics
import LatchkeyTokens

/// Counts attempts to sign in by way and outcome, as `latchkey.logins`.
struct LoginMetrics: Sendable {
    /// How somebody tried.
    enum Way: String, Sendable {
        case password
        case secondFactor = "second_factor"
        case mail
    }

    private enum Outcome: String, CaseIterable {
        case granted, wrong, throttled, busy, failed
        case secondFactorRequired = "second_factor_required"

        init(_ error: any Error) {
            self =
                switch error {
                case AccountError.invalidCredentials, is OneTimeTokenError: .wrong
                case AccountError.secondFactorRequired: .secondFactorRequired
                case AccountError.tooManyAttempts: .throttled
                case AccountError.busy: .busy
                case AccountError.invalidFields: .wrong
                default: .failed
                }
        }
    }

    private let counters: [Outcome: Counter]

    init(_ way: Way, factory: any MetricsFactory) {
        // All of them at once: a figure that is there with 0 can be watched before it happens.
        counters = Dictionary(
            uniqueKeysWithValues: Outcome.allCases.map { outcome in
                let dimensions = [("method", way.rawValue), ("outcome", outcome.rawValue)]
                return (outcome, Counter(label: "latchkey.logins", dimensions: dimensions, factory: factory))
            }
        )
    }

    /// Counts what becomes of an attempt.
    func counting(_ attempt: () async throws -> SignIn) async throws -> SignIn {
        do {
            let signIn = try await attempt()
            counters[.granted]?.increment()
            return signIn
        } catch {
            counters[Outcome(error)]?.increment()
            throw error
        }
    }
}
