import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyOAuth
import LatchkeyTokens
import NIOCore

/// `GET /.well-known/latchkey-revocations`: every revocation that still matters, signed, for services that verify without
/// a database.
///
/// Whoever has it asks again with `If-None-Match`, or with `?after=` the `seq` that it had, which answers what is new.
/// `Prefer: wait=20` (RFC 7240 §4.3) holds the answer until there is something new. `Age` says how long ago the server
/// itself last knew every revocation of all nodes; once that is longer than `revocation.maxStaleness` the answer is 503.
struct RevocationSnapshotEndpoint: Sendable {
    private static let path = RouterPath(RevocationSnapshot.path)

    let feed: RevocationFeed
    let readers: RevocationReaders
    let authenticator: ClientAuthenticator

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get(Self.path) { request, context in
            switch readers {
            case .nobody: throw Problem(.notFound)
            case .everybody: return try await answer(request)
            case .clients: break
            }
            return try await OAuthErrorResponse.authenticating(request, context) {
                try await authenticator.admit(OAuthForm.credentialsAlone(of: request, context))
            } then: {
                try await answer(request)
            }
        }
        router.refuseOtherMethods(Self.path, than: [.get])
    }

    private func answer(_ request: Request) async throws -> Response {
        let query = try RevocationQuery(request)
        var headers: HTTPFields = [.contentType: "application/\(RevocationSnapshot.type)"]
        headers[.cacheControl] = readers == .clients ? "private, no-cache" : "public, no-cache"
        if let known = query.known, let wait = query.wait {
            let waited = await feed.wait(beyond: known, upTo: .seconds(wait))
            if waited, let name = HTTPField.Name("Preference-Applied") { headers[name] = "wait=\(wait)" }
        }
        do {
            // Taken before the document: that is no older.
            headers[.age] = String(try feed.age())
            return try await answer(query, headers)
        } catch is RevocationFeed.TooOld {
            throw Problem(.unavailable, retryAfter: 1)
        }
    }

    private func answer(_ query: RevocationQuery, _ headers: HTTPFields) async throws -> Response {
        var headers = headers
        if let after = query.after, let document = try feed.document(after: after) {
            return Self.response(document, headers)
        }
        let sequence = feed.sequence
        headers[.eTag] = RevocationQuery.tag(sequence)
        guard query.after != nil || !query.tags.contains(sequence) else {
            return Response(status: .notModified, headers: headers)
        }
        let document = try await feed.document()
        headers[.eTag] = RevocationQuery.tag(document.sequence)
        return Self.response(document, headers)
    }

    private static func response(_ document: RevocationFeed.Document, _ headers: HTTPFields) -> Response {
        Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: document.text))
        )
    }
}
