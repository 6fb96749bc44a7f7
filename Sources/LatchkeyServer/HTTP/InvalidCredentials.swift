import LatchkeyAccounts
import LatchkeyHummingbird

/// Words for a wrong proof where no name was asked for: the code `invalid_credentials` stays.
enum InvalidCredentials {
    /// Runs `attempt`, and says in a sentence of its own what was wrong.
    ///
    /// - Throws: the 401 problem in place of ``LatchkeyAccounts/AccountError/invalidCredentials``, and whatever else
    ///   `attempt` throws.
    static func described<Success>(
        as detail: String,
        _ attempt: () async throws -> Success
    ) async throws -> Success {
        do {
            return try await attempt()
        } catch AccountError.invalidCredentials {
            throw Problem(.invalidCredentials, detail: detail)
        }
    }
}
