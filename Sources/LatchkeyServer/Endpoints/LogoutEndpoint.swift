import Foundation
import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// `POST /api/logout` `{scope?: "this" | "others" | "all"}`: 204.
///
/// `this` is also done with an expired access token of a live session, or with a refresh token; `others` and `all`
/// need a valid access token or the current refresh token, and none that an OAuth client got without the scope
/// ``Scope/ownAccount``.
struct LogoutEndpoint: Sendable {
    private enum Reach: String {
        case this, others, all
    }

    /// Whose request it is, and how far it may reach.
    private struct Caller {
        let account: UUIDv7
        let session: UUIDv7
        /// Why it may end no other session; `nil` when it may.
        let refusalBeyondThis: Problem?
    }

    let services: AuthServices
    let cookie: RefreshCookie

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/logout") { request, _ in try await handle(request) }
        router.refuseOtherMethods("api/logout", than: [.post])
    }

    private func handle(_ request: Request) async throws -> Response {
        let body = try await RequestBody(request, allowsEmpty: true)
        guard let reach = Reach(rawValue: try body.text("scope") ?? "this") else {
            throw AccountError.invalid(FieldError("scope", .invalidFormat))
        }
        var response = Response.noContent
        if let caller = try await caller(request, body) {
            try await end(reach, for: caller)
        } else {
            // The cookie form is idempotent: whoever holds no live session is signed out already.
            guard try cookie.token(in: request) != nil || body.isForm else {
                throw Problem(TokenError(.missing))
            }
        }
        if cookie.isPresent(in: request) { cookie.clear(on: &response) }
        return response
    }

    private func end(_ reach: Reach, for caller: Caller) async throws {
        if reach != .this, let refusal = caller.refusalBeyondThis { throw refusal }
        do {
            try await endSessions(reach, for: caller)
        } catch AccountError.sessionNotFound {
            // Another request of the same session came first, and did the same.
        }
    }

    private func endSessions(_ reach: Reach, for caller: Caller) async throws {
        switch reach {
        case .this:
            try await services.ending.end(caller.session, of: caller.account, as: .signedOut)
        case .others:
            try await services.ending.endAll(of: caller.account, except: caller.session, as: .signedOut)
        case .all:
            try await services.ending.endAll(of: caller.account, as: .signedOut)
        }
    }

    private func caller(_ request: Request, _ body: RequestBody) async throws -> Caller? {
        if let token = try TokenLocation.bearer.token(in: request) {
            return try await caller(accessToken: token)
        }
        if let token = try body.text("refresh_token") {
            guard let caller = try await caller(refreshToken: token) else { throw RefreshError.invalid }
            return caller
        }
        guard let token = try cookie.token(in: request) else { return nil }
        return try await caller(refreshToken: token)
    }

    private func caller(accessToken text: String) async throws -> Caller {
        do {
            let (token, isExpired) = try services.verifier.verifyAllowingExpired(text, at: Date())
            guard let account = UUIDv7(token.subject), let session = token.sessionID else {
                throw TokenError(.invalid)
            }
            guard try await isLive(session, of: account) else { throw TokenError(.revoked) }
            let refusal =
                isExpired ? Problem(TokenError(.expired)) : token.isOfHolder ? nil : .notOfHolder
            return Caller(account: account, session: session, refusalBeyondThis: refusal)
        } catch let error as TokenError {
            throw Problem(error)
        }
    }

    private func caller(refreshToken text: String) async throws -> Caller? {
        guard let found = try await services.sessions.session(presenting: text) else { return nil }
        return Caller(
            account: found.session.accountID,
            session: found.session.id,
            refusalBeyondThis: !found.isCurrent
                ? Problem(.refreshInvalid) : found.session.isOfHolder ? nil : .notOfHolder
        )
    }

    private func isLive(_ session: UUIDv7, of account: UUIDv7) async throws -> Bool {
        try await services.sessions.list(of: account).contains { $0.id == session }
    }
}
