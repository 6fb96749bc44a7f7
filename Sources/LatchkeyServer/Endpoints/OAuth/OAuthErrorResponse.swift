import HTTPTypes
import Hummingbird
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyOAuth
import Logging

/// Errors as OAuth clients read them: `{"error", "error_description"}` (RFC 6749 §5.2), where the rest of the API has
/// problem documents.
enum OAuthErrorResponse {
    /// Runs a handler, and turns whatever it throws into an answer.
    static func catching(
        _ request: Request,
        _ context: some RequestContext,
        _ handler: () async throws -> Response
    ) async throws -> Response {
        do {
            return try await handler()
        } catch let error as OAuthError {
            log(error, context.logger)
            return try response(to: request, error)
        } catch let problem as Problem {
            return try response(
                to: request,
                OAuthError(.invalidRequest, problem.detail),
                status: problem.status,
                headers: problem.headers
            )
        } catch {
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            // RFC 7009 §2.2.1: who gets a 503 knows that nothing has changed, and comes again.
            return try response(
                to: request,
                OAuthError(.temporarilyUnavailable, "The server cannot answer now.", retryAfter: 1)
            )
        }
    }

    /// Lets a client authenticate, and goes on with what has errors of its own kind.
    static func authenticating(
        _ request: Request,
        _ context: some RequestContext,
        _ authenticate: () async throws -> Void,
        then handler: () async throws -> Response
    ) async throws -> Response {
        var isAdmitted = false
        let refusal = try await catching(request, context) {
            try await authenticate()
            isAdmitted = true
            return Response(status: .ok)
        }
        return isAdmitted ? try await handler() : refusal
    }

    private static func log(_ error: OAuthError, _ logger: Logger) {
        guard let cause = error.cause else { return }
        let metadata: Logger.Metadata = ["error": "\(error.code.rawValue)", "cause": "\(cause)"]
        if error.code == .serverError {
            logger.error("OAuth request failed", metadata: metadata)
        } else {
            logger.info("OAuth request refused", metadata: metadata)
        }
    }

    private static func response(
        to request: Request,
        _ error: OAuthError,
        status: HTTPResponse.Status? = nil,
        headers: HTTPFields = [:]
    ) throws -> Response {
        let members: [(name: String, value: JSONValue)] = [
            ("error", .string(error.code.rawValue)), ("error_description", .string(error.description)),
        ]
        var response = try Response.oauth(members, status: status ?? error.status)
        response.headers.append(contentsOf: headers)
        if let seconds = error.retryAfter { response.headers[.retryAfter] = String(seconds) }
        if response.status == .unauthorized {
            // The scheme that the client has used (RFC 6749 §5.2). Unasked, a browser would put up a dialogue for Basic.
            let usedHeader = request.headers[.authorization] != nil
            response.headers[.wwwAuthenticate] = usedHeader ? #"Basic realm="oauth""# : "Bearer"
        }
        return response
    }
}

extension OAuthError {
    /// The status that a code goes with.
    fileprivate var status: HTTPResponse.Status {
        if isThrottled { return .tooManyRequests }
        return switch code {
        case .invalidClient: .unauthorized
        case .temporarilyUnavailable: .serviceUnavailable
        case .serverError: .internalServerError
        default: .badRequest
        }
    }
}
