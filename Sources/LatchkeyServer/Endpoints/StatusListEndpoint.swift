import Hummingbird
import LatchkeyHummingbird
import LatchkeyJOSE
import NIOCore

/// `GET /oauth/status-lists` and `/oauth/status-lists/{list}`: which tokens were taken back, as any gateway can read it
/// (draft-ietf-oauth-status-list).
///
/// Open to everybody: a list says nothing to those who have no token.
struct StatusListEndpoint: Sendable {
    static let path = "oauth/status-lists"

    let publisher: StatusListPublisher?

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get(RouterPath(Self.path)) { request, _ in
            guard let publisher else { throw Problem(.notFound) }
            let addresses = try await publisher.addresses().map { JSONValue.string($0) }
            return CachedDocument(
                body: try JSONObject(members: [("status_lists", .array(addresses))]).json(),
                contentType: "application/json",
                maxAge: Int(publisher.lifetime)
            ).response(to: request)
        }
        router.get(RouterPath("\(Self.path)/:id")) { request, context in
            guard let publisher, let text = context.parameters.get("id"), let list = Int64(text), list >= 0,
                String(list) == text, list < Int64(Int32.max),
                let document = try await publisher.document(of: list)
            else { throw Problem(.notFound) }
            return CachedDocument(
                body: document.text,
                contentType: "application/statuslist+jwt",
                maxAge: Int(publisher.lifetime)
            ).response(to: request)
        }
        router.refuseOtherMethods(RouterPath(Self.path), than: [.get])
        router.refuseOtherMethods(RouterPath("\(Self.path)/:id"), than: [.get])
    }
}
