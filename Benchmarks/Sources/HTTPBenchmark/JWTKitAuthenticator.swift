import Foundation
import Hummingbird
import JWTKit

/// What the examples of Hummingbird do with jwt-kit, with the same claims checked.
struct JWTKitAuthenticator: RouterMiddleware {
    typealias Context = BenchmarkContext

    let keys: JWTKeyCollection

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let field = request.headers[.authorization], field.hasPrefix("Bearer ") else {
            throw HTTPError(.unauthorized)
        }
        do {
            let payload = try await keys.verify(String(field.dropFirst(7)), as: AccessPayload.self)
            guard payload.iss.value == Guards.issuer else { throw HTTPError(.unauthorized) }
            try payload.aud.verifyIntendedAudience(includes: Guards.audience)
        } catch {
            throw HTTPError(.unauthorized)
        }
        return try await next(request, context)
    }
}

/// The seven claims of the tokens.
struct AccessPayload: JWTPayload {
    var iss: IssuerClaim
    var sub: SubjectClaim
    var aud: AudienceClaim
    var exp: ExpirationClaim
    var iat: IssuedAtClaim
    var jti: IDClaim
    var clientID: String

    enum CodingKeys: String, CodingKey {
        case iss, sub, aud, exp, iat, jti
        case clientID = "client_id"
    }

    func verify(using algorithm: some JWTAlgorithm) throws {
        try exp.verifyNotExpired()
    }
}
