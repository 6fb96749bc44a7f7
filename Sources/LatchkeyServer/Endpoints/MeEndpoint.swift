import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// `GET /api/me`: the account of whoever asks.
struct MeEndpoint: Sendable {
    let accounts: Accounts

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.get("api/me") { _, context in try await handle(context) }
        router.refuseOtherMethods("api/me", than: [.get])
    }

    private func handle(_ context: some TokenRequestContext) async throws -> Response {
        let token = try context.requireToken()
        guard let id = UUIDv7(token.subject), let account = try await accounts.account(id), !account.isLocked
        else {
            throw Problem(TokenError(.revoked))
        }
        return try .json(account.json)
    }
}
