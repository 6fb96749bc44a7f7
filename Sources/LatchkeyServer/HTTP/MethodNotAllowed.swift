import HTTPTypes
import Hummingbird
import LatchkeyHummingbird

extension RouterMethods {
    /// Answers 405 with `Allow` for the usual methods that a path does not have, where the router would say 404.
    func refuseOtherMethods(_ path: RouterPath, than allowed: [HTTPRequest.Method]) {
        let usual: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        let implied = allowed.contains(.get) ? allowed + [.head] : allowed
        for method in usual where !implied.contains(method) {
            on(path, method: method) { _, _ -> Response in
                throw Problem(
                    .methodNotAllowed,
                    headers: [.allow: implied.map(\.rawValue).joined(separator: ", ")]
                )
            }
        }
    }
}
