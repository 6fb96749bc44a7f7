import FoundationEssentials
import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// `/api/keys`: the signing keys, for administrators; no private part ever leaves.
///
/// `GET` lists them, youngest first, with age, state and public part; `POST` adds a new one, which signs once every
/// service has had the time to fetch it. `POST /api/keys/{kid}/revoke` takes one out at once that others may have.
struct KeysEndpoint: Sendable {
    let keys: KeyRing
    let rotation: KeyRotation

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.get("api/keys") { _, context in
            _ = try Administrator(context, fresh: false)
            return try list(at: Date())
        }
        router.post("api/keys") { request, context in try await rotate(request, context) }
        router.post("api/keys/{kid}/revoke") { _, context in try await revoke(context) }
        router.refuseOtherMethods("api/keys", than: [.get, .post])
        router.refuseOtherMethods("api/keys/{kid}/revoke", than: [.post])
    }

    private func list(at now: Date) throws -> Response {
        let items = try keys.keys.map { JSONValue.object(try JSONObject(members: try json($0, at: now))) }
        return try .json([
            ("items", .array(items)), ("next_cursor", .null),
            ("next_rotation_at", rotation.nextRotation(at: now).map { .time($0) } ?? .null),
        ])
    }

    private func rotate(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        let administrator = try Administrator(context, fresh: true)
        let body = try await RequestBody(request, allowsEmpty: true)
        let algorithm = try body.text("algorithm").map { name in
            guard let algorithm = SignatureAlgorithm(name: name) else {
                throw AccountError.invalid(FieldError("algorithm", .invalidFormat))
            }
            return algorithm
        }
        let now = Date()
        let key = try await administrator.acting { try await rotation.rotate(to: algorithm, at: now) }
        return try .json(json(key, at: now), status: .created)
    }

    private func revoke(_ context: some TokenRequestContext) async throws -> Response {
        let administrator = try Administrator(context, fresh: true)
        guard let keyID = context.parameters.get("kid") else { throw Problem(.notFound) }
        let now = Date()
        let successor: RingKey?
        do {
            successor = try await administrator.acting {
                try await rotation.removeCompromised(keyID, at: now)
            }
        } catch KeyRingError.unknownKey {
            throw Problem(.notFound)
        }
        let new = try successor.map { JSONValue.object(try JSONObject(members: try json($0, at: now))) }
        return try .json([("revoked", .string(keyID)), ("new", new ?? .null)])
    }

    private func json(_ key: RingKey, at now: Date) throws -> [(name: String, value: JSONValue)] {
        [
            ("kid", .string(key.keyID)),
            ("alg", .string(key.algorithm.name)),
            ("state", .string(keys.state(of: key, at: now).rawValue)),
            ("age", .integer(Int64(max(now.timeIntervalSince(key.createdAt), 0)))),
            ("created_at", .time(key.createdAt)),
            ("activates_at", .time(key.activatesAt)),
            ("expires_at", key.expiresAt.map { .time($0) } ?? .null),
            ("jwk", try key.key.publicKey.map { .object(try JSONObject(json: $0.json())) } ?? .null),
        ]
    }
}
