import Foundation
import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// `GET POST /api/me/factors`, `POST /api/me/factors/{id}/confirm`, `DELETE /api/me/factors/{id}` and
/// `POST /api/me/recovery-codes`: the second factors of whoever asks.
///
/// All but the list need a fresh sign-in; a confirmation needs the session in which the factor was begun. Secrets and
/// recovery codes are in one answer and never in another.
struct MyFactorsEndpoint: Sendable {
    let factors: SecondFactors

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.get("api/me/factors") { _, context in try await list(context) }
        router.post("api/me/factors") { request, context in try await begin(request, context) }
        router.post("api/me/factors/{id}/confirm") { request, context in
            try await confirm(request, context)
        }
        router.delete("api/me/factors/{id}") { _, context in try await remove(context) }
        router.post("api/me/recovery-codes") { _, context in try await replaceRecoveryCodes(context) }
        router.refuseOtherMethods("api/me/factors", than: [.get, .post])
        router.refuseOtherMethods("api/me/factors/{id}", than: [.delete])
        router.refuseOtherMethods("api/me/factors/{id}/confirm", than: [.post])
        router.refuseOtherMethods("api/me/recovery-codes", than: [.post])
    }

    private func list(_ context: some TokenRequestContext) async throws -> Response {
        let (factors, left) = try await factors.list(of: context.requireAccountHolder())
        return try .json([
            ("items", .array(try factors.map { .object(try JSONObject(members: $0.json)) })),
            ("recovery_codes_left", .integer(Int64(left))),
        ])
    }

    private func begin(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        let account = try context.requireAccountHolder()
        try context.require(.fresh)
        let body = try await RequestBody(request, allowsEmpty: true)
        if let kind = try body.text("kind"), FactorKind(rawValue: kind) == nil {
            throw AccountError.invalid(FieldError("kind", .invalidFormat))
        }
        let enrolment = try await factors.begin(
            for: account,
            in: context.requireSession(),
            named: body.text("name")
        )
        return try .json(enrolment.json, status: .created)
    }

    private func confirm(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        let (account, session) = (try context.requireAccountHolder(), try context.requireSession())
        let code = try await RequestBody(request).required("code")
        let confirmed = try await factors.confirm(try Self.id(context), by: code, for: account, in: session)
        let codes = confirmed.recoveryCodes.map { [("recovery_codes", JSONValue.texts($0))] } ?? []
        return try .json(confirmed.factor.json + codes)
    }

    private func remove(_ context: some TokenRequestContext) async throws -> Response {
        let account = try context.requireAccountHolder()
        try context.require(.fresh)
        try await factors.remove(try Self.id(context), of: account)
        return .noContent
    }

    private func replaceRecoveryCodes(_ context: some TokenRequestContext) async throws -> Response {
        let account = try context.requireAccountHolder()
        try context.require(.fresh)
        let codes = try await factors.replaceRecoveryCodes(of: account)
        return try .json([("recovery_codes", .texts(codes))])
    }

    private static func id(_ context: some TokenRequestContext) throws -> UUIDv7 {
        guard let id = context.parameters.get("id").flatMap({ UUIDv7($0) }) else { throw Problem(.notFound) }
        return id
    }
}

extension Factor {
    /// The factor as its owner sees it, without its secret.
    fileprivate var json: [(name: String, value: JSONValue)] {
        [
            ("id", .string(id.description)),
            ("kind", .string(kind.rawValue)),
            ("name", .string(name)),
            ("created_at", .time(createdAt)),
            ("confirmed_at", confirmedAt.map { .time($0) } ?? .null),
            ("last_used_at", lastUsedAt.map { .time($0) } ?? .null),
        ]
    }
}

extension SecondFactors.Enrolment {
    /// The factor with its secret: as text, as an address, and as a QR code of that address.
    fileprivate var json: [(name: String, value: JSONValue)] {
        let code = QRCode(uri)
        let png = code?.png.map { "data:image/png;base64," + Data($0).base64EncodedString() }
        return factor.json + [
            ("secret", .string(secret)), ("uri", .string(uri)), ("qr_svg", .text(code?.svg)),
            ("qr_png", .text(png)),
        ]
    }
}

extension JSONValue {
    fileprivate static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
