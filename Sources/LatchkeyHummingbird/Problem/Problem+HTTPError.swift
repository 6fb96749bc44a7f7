import HTTPTypes
import Hummingbird
import LatchkeyTokens
import NIOCore

extension Problem {
    /// The problem that an error means; `nil` for an error that nothing is known of.
    ///
    /// Errors of Hummingbird keep their status, header fields and, below 500, their message.
    init?(error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as TokenError: self.init(error)
        case let fault as TokenFault: self = fault.problem
        case let error as HTTPError: self.init(error)
        case is NIOTooManyBytesError: self.init(.contentTooLarge)
        default: return nil
        }
    }

    private init(_ error: HTTPError) {
        let detail = error.status.code < 500 ? error.body : nil
        self.init(ProblemCode(closestTo: error.status), detail: detail, headers: error.headers)
        status = error.status
    }
}

extension ProblemCode {
    /// The code for a status that came without one.
    private static let codes: [HTTPResponse.Status: ProblemCode] = [
        .unauthorized: .tokenMissing, .forbidden: .accessDenied, .notFound: .notFound,
        .methodNotAllowed: .methodNotAllowed, .contentTooLarge: .contentTooLarge,
        .unsupportedMediaType: .unsupportedMediaType, .tooManyRequests: .tooManyAttempts,
        .serviceUnavailable: .unavailable,
    ]

    init(closestTo status: HTTPResponse.Status) {
        self = Self.codes[status] ?? (status.code < 500 ? .invalidRequest : .internalError)
    }
}
