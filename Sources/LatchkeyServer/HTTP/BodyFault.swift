import Hummingbird
import NIOCore

/// Why a request's body could not be read; the client's fault either way.
enum BodyFault: Error {
    /// More octets than are taken.
    case tooLarge
    /// Not framed as HTTP asks, or the client went away; what follows on the connection cannot be told apart.
    case broken
}

extension Request {
    /// The whole body, up to ``RequestBody/limit``.
    func collectBody() async throws(BodyFault) -> ByteBuffer {
        do {
            return try await body.collect(upTo: RequestBody.limit)
        } catch is NIOTooManyBytesError {
            throw .tooLarge
        } catch {
            throw .broken
        }
    }
}
