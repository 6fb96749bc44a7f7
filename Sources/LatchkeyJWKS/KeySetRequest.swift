import NIOCore
import NIOHTTP1

/// Asks an issuer for its key set.
struct KeySetRequest: Sendable {
    let url: String
    private let timeout: Duration
    private let request: IssuerRequest

    /// Checks the address: https, or http on a loopback host; no user name.
    init(url: String, timeout: Duration, sizeLimit: Int) throws(RemoteJWKSError) {
        guard IssuerAddress.isAcceptable(url) else { throw .insecureURL(url) }
        self.url = url
        self.timeout = timeout
        request = IssuerRequest(accept: "application/jwk-set+json, application/json", sizeLimit: sizeLimit)
    }

    /// Asks, and gives up after the time-out.
    func answer(ifNoneMatch entityTag: String?) async throws(RemoteJWKSError) -> KeySetAnswer {
        let answer: IssuerRequest.Answer
        do throws(IssuerRequest.Failure) {
            answer = try await request.answer(from: url, ifNoneMatch: entityTag, timeout: timeout)
        } catch {
            throw RemoteJWKSError(error)
        }
        var content: KeySetAnswer.Content?
        if let body = answer.body {
            content = try KeySetAnswer.Content(octets: Array(body.readableBytesView))
        }
        return KeySetAnswer(
            content: content,
            entityTag: answer.headers.first(name: "ETag"),
            freshness: CacheControl.freshness(
                answer.headers["Cache-Control"],
                age: answer.headers.first(name: "Age")
            )
        )
    }
}
