import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyOAuth
import LatchkeyTokens
import Logging

/// The only place where errors become HTTP.
///
/// Whatever a route throws leaves as `application/problem+json` (RFC 9457) with a code of the closed list. What the
/// client must not know goes to the log.
struct ErrorResponses<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem = Self.problem(for: error)
            if problem.status.code >= 500, !(error is AccountError) {
                context.logger.error("request failed", metadata: ["error": "\(error)"])
            }
            return problem.response(from: request, context: context)
        }
    }

    private static func problem(for error: any Error) -> Problem {
        switch error {
        case let error as Problem: error
        case let error as AccountError: problem(for: error)
        case let error as TokenClaims.Failure: error.cause as? Problem ?? Problem(.unavailable, retryAfter: 1)
        case let error as ClientError: problem(for: error)
        case let error as RefreshError: Problem(code(of: error))
        case let error as OneTimeTokenError: Problem(code(of: error))
        case let error as any TransientStorageFailure where error.isTransient:
            Problem(.unavailable, retryAfter: 1)
        // It was exchanged a moment ago, and this process is about to follow.
        case is MasterKeyMismatch: Problem(.unavailable, retryAfter: 1)
        case is TokenFault: Problem(.tokenMalformed)
        case let error as HTTPError: problem(for: error)
        case let error as any StorageFaultError: problem(for: error)
        default: Problem(.internalError)
        }
    }

    private static func problem(for error: AccountError) -> Problem {
        switch error {
        case .invalidFields(let fields):
            Problem(
                .invalidFields,
                detail: "Some fields are missing or wrong.",
                errors: fields.map { Problem.FieldFault(field: $0.field, code: $0.code.rawValue) }
            )
        case .emailTaken: Problem(.emailTaken)
        case .usernameTaken: Problem(.usernameTaken)
        case .invalidCredentials: Problem(.invalidCredentials)
        case .secondFactorRequired(let token): secondFactorRequired(token)
        case .tooManyAttempts(let seconds): Problem(.tooManyAttempts, retryAfter: seconds)
        case .busy(let seconds): Problem(.busy, retryAfter: seconds)
        case .ownAccount: Problem(.ownAccount)
        case .lastAdministrator: Problem(.lastAdministrator)
        case .accountNotFound, .sessionNotFound, .invitationNotFound: Problem(.notFound)
        case .factorNotFound:
            Problem(
                .notFound,
                detail:
                    "There is no such second factor, or it was begun elsewhere or too long ago; begin another."
            )
        }
    }

    private static func problem(for error: ClientError) -> Problem {
        switch error {
        case .invalidFields(let fields): problem(for: AccountError.invalidFields(fields))
        case .notFound: Problem(.notFound)
        case .noSecret: Problem(.invalidRequest, detail: "The client does not authenticate by a secret.")
        }
    }

    /// The database's own troubles pass, and the request may come again; any other error of it is ours.
    private static func problem(for error: any StorageFaultError) -> Problem {
        guard let fault = error.storageFault else { return Problem(.internalError) }
        return Problem(fault == .locked ? .busy : .unavailable, retryAfter: fault.retryAfter)
    }

    private static func secondFactorRequired(_ loginToken: String) -> Problem {
        let members = try? JSONObject(members: [("login_token", .string(loginToken))])
        return Problem(.secondFactorRequired, extensions: members ?? .empty)
    }

    private static func problem(for error: HTTPError) -> Problem {
        switch error.status {
        case .notFound: Problem(.notFound)
        case .methodNotAllowed: Problem(.methodNotAllowed)
        case .contentTooLarge: Problem(.contentTooLarge)
        case .unsupportedMediaType: Problem(.unsupportedMediaType)
        case .badRequest: Problem(.invalidRequest)
        default: error.status.code < 500 ? Problem(.invalidRequest) : Problem(.internalError)
        }
    }

    private static func code(of error: OneTimeTokenError) -> ProblemCode {
        switch error {
        case .expired: .oneTimeTokenExpired
        case .storeFull, .storageFailed: .unavailable
        // One cause for all the rest: nobody is to learn what was used, and by whom.
        default: .oneTimeTokenInvalid
        }
    }

    private static func code(of error: RefreshError) -> ProblemCode {
        switch error {
        case .invalid: .refreshInvalid
        case .expired: .refreshExpired
        case .reused: .refreshReused
        case .shared: .refreshShared
        case .sessionRevoked: .sessionRevoked
        }
    }
}
