import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The body, read whole and still readable afterwards.
    ///
    /// - Throws: a 413 ``Problem`` for more than `limit` octets, a 400 for a body that breaks off.
    mutating func wholeBody(upTo limit: Int) async throws(Problem) -> [UInt8] {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem(.contentTooLarge)
        }
        do {
            return Array(buffer: try await collectBody(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw Problem(.contentTooLarge)
        } catch {
            // What follows on the connection cannot be told apart from the rest of the body.
            throw Problem(.invalidRequest, headers: [.connection: "close"])
        }
    }
}
