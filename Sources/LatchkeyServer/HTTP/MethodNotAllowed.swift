import HTTPTypes
import Hummingbird
import LatchkeyHummingbird

extension RouterMethods {
    /// Answers 405 with `Allow` for the methods that a path does not have, where the router would say 404.
    func refuseOtherMethods(_ path: RouterPath, than allowed: [HTTPRequest.Method]) {
        let implied = allowed.contains(.get) ? allowed + [.head] : allowed
        for method in HTTPRequest.Method.routed where !implied.contains(method) {
            on(path, method: method) { _, _ -> Response in
                throw Problem(
                    .methodNotAllowed,
                    headers: [.allow: implied.map(\.rawValue).joined(separator: ", ")]
                )
            }
        }
    }
}

/// Lets every path refuse methods that nobody has heard of, as `CONNECT`, which no path has.
///
/// The router finds a route by path and method together, so a method that no route was made for looks like a path
/// that does not exist.
struct UnheardOfMethods<Responder: HTTPResponder>: HTTPResponder {
    let responder: Responder

    func respond(to request: Request, context: Responder.Context) async throws -> Response {
        guard !HTTPRequest.Method.routed.contains(request.method) else {
            return try await responder.respond(to: request, context: context)
        }
        var head = request.head
        head.method = .connect
        return try await responder.respond(to: Request(head: head, body: request.body), context: context)
    }
}

extension HTTPRequest.Method {
    /// The methods that routes exist for, be it only to refuse them.
    fileprivate static let routed: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
    ]
}
