import LatchkeyJOSE
import LatchkeyTokens
import NIOCore
import NIOHTTP1

/// A signed document that an issuer has for services.
struct RemoteDocument: Sendable {
    /// What came.
    struct Answer: Sendable {
        /// The document; `nil` when the one that was named is still good (304).
        let text: String?
        let entityTag: String?
        /// How old it was when it came, as every cache on the way and the issuer itself say.
        let age: Duration
        /// Whether the issuer held the answer until there was something new, as it was asked to.
        let wasHeld: Bool
    }

    let sizeLimit: Int
    let mediaType: String
    /// The value of the `Authorization` header.
    let authorization: String?

    /// Asks, and gives up after the time-out.
    func answer(
        from url: String,
        ifNoneMatch entityTag: String? = nil,
        wait: Int? = nil,
        timeout: Duration
    ) async throws(RemoteRevocationsError) -> Answer {
        let request = IssuerRequest(accept: mediaType, sizeLimit: sizeLimit, authorization: authorization)
        let answer: IssuerRequest.Answer
        do throws(IssuerRequest.Failure) {
            answer = try await request.answer(
                from: url,
                ifNoneMatch: entityTag,
                wait: wait,
                timeout: timeout
            )
        } catch {
            throw RemoteRevocationsError(error)
        }
        return Answer(
            text: try Self.text(answer.body),
            entityTag: answer.headers.first(name: "ETag"),
            age: Self.age(answer.headers["Age"]),
            wasHeld: !answer.headers["Preference-Applied"].isEmpty
        )
    }

    /// Reads what the issuer has signed; for a key that is not known its keys are asked for again, once.
    ///
    /// - Throws: ``RemoteRevocationsError/documentInvalid(_:)``.
    func read<Content>(
        _ text: String,
        with keys: any KeySource,
        as content: (JWKSet) throws(JWTError) -> Content
    ) async throws(RemoteRevocationsError) -> Content {
        do throws(JWTError) {
            return try content(keys.current.keys)
        } catch {
            guard error.code == "key_unknown" else { throw .documentInvalid(error) }
        }
        let limits = TokenLimits(tokenSize: sizeLimit)
        await keys.refresh(for: try? UnverifiedJWT(text, limits: limits).header.keyID)
        do throws(JWTError) {
            return try content(keys.current.keys)
        } catch {
            throw .documentInvalid(error)
        }
    }

    private static func text(_ body: ByteBuffer?) throws(RemoteRevocationsError) -> String? {
        guard let body else { return nil }
        guard let text = String(validating: body.readableBytesView, as: UTF8.self) else {
            throw .documentInvalid(.malformed(reason: "it is no UTF-8"))
        }
        return text
    }

    /// The largest that is said; one that cannot be read is as good as for ever (RFC 9111 §5.1).
    private static func age(_ fields: [String]) -> Duration {
        let seconds = fields.map { Int($0).map { min(max($0, 0), Int(Int32.max)) } ?? Int(Int32.max) }
        return .seconds(seconds.max() ?? 0)
    }
}
