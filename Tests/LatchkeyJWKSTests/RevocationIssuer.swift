import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyJOSE
import LatchkeyTokens
import Logging
import Synchronization

/// An issuer on a loopback port that tells what it has revoked, in the way that a test chooses.
final class RevocationIssuer: Sendable {
    static let name = "https://issuer.example"

    private struct State {
        var answer: @Sendable (Request) throws -> Response = { _ in Response(status: .serviceUnavailable) }
        var questions: [String] = []
        var authorizations: [String] = []
    }

    let key: JWK
    let keys: FixedKeys
    let list = RevocationList(freshness: nil, journalLimit: 100)
    let url: String
    private let signer: PreparedSigningKey
    private let state = Mutex(State())

    private init(port: Int) throws {
        key = try JWK.generate(.es256)
        signer = try PreparedSigningKey(key)
        keys = FixedKeys(JWKSet([key.publicKey ?? key]))
        url = "http://127.0.0.1:\(port)/.well-known/latchkey-revocations"
        answer { [unowned self] in try honest($0) }
    }

    /// The path and query of every question so far.
    var questions: [String] { state.withLock { $0.questions } }
    var authorizations: [String] { state.withLock { $0.authorizations } }

    /// Answers like this from now on.
    func answer(_ answer: @escaping @Sendable (Request) throws -> Response) {
        state.withLock { $0.answer = answer }
    }

    /// Revokes a session, as the next entry of the log.
    func revoke(_ session: UUIDv7) {
        let entry = Revocation(
            sequence: list.sequence + 1,
            target: .session(session),
            expiresAt: Date() + 900
        )
        list.follow([entry])
    }

    /// Answers as a server does that never holds an answer.
    func honest(
        _ request: Request,
        completeAt: Date = Date(),
        age: Int = 0,
        after place: Int64? = nil
    ) throws -> Response {
        let text: String
        if let after = place ?? request.uri.queryParameters["after"].flatMap({ Int64($0) }),
            let (entries, end) = list.entries(after: after)
        {
            text = try RevocationSnapshot.sign(
                entries,
                after: after,
                to: end,
                issuer: Self.name,
                completeAt: completeAt,
                by: signer
            )
        } else {
            text = try RevocationSnapshot.sign(
                list.content,
                issuer: Self.name,
                completeAt: completeAt,
                by: signer
            )
        }
        return Response(
            status: .ok,
            headers: [.age: "\(age)"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    private func respond(to request: Request) throws -> Response {
        let answer = state.withLock { state in
            state.questions.append(request.uri.description)
            state.authorizations += request.headers[.authorization].map { [$0] } ?? []
            return state.answer
        }
        return try answer(request)
    }

    /// Runs an issuer for as long as `test` takes.
    static func run(_ test: @escaping @Sendable (RevocationIssuer) async throws -> Void) async throws {
        let running = Mutex<RevocationIssuer?>(nil)
        let app = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                guard let issuer = running.withLock({ $0 }) else { throw HTTPError(.serviceUnavailable) }
                return try issuer.respond(to: request)
            },
            logger: .silent
        )
        try await app.test(.live) { client in
            let issuer = try RevocationIssuer(port: client.port ?? 0)
            running.withLock { $0 = issuer }
            try await test(issuer)
        }
    }
}
