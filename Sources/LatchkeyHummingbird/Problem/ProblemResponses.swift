public import Hummingbird
import Logging

/// Middleware in which every error becomes its answer: the one place to change any of them.
///
/// Without it a ``Problem`` answers for itself. Put it first, and errors of Hummingbird, such as 404 and 413, become
/// `application/problem+json`, too; what nobody knows becomes 500 `internal_error`, and its cause goes to the log.
///
/// ```swift
/// router.add(middleware: ProblemResponses())
/// ```
///
/// A closure can answer in its own way, and leaves to the default what it returns `nil` for:
///
/// ```swift
/// router.add(
///     middleware: ProblemResponses { problem, request, context in
///         guard problem.code == .tokenExpired else { return nil }
///         return Response(status: problem.status, headers: problem.answerHeaders, body: .init(…))
///     }
/// )
/// ```
///
/// With a ``MessageCatalogue`` title and detail come in the reader's language:
///
/// ```swift
/// router.add(middleware: ProblemResponses(messages: .standard))
/// ```
public struct ProblemResponses<Context: RequestContext>: RouterMiddleware {
    /// Answers a problem in its own way; `nil` for the default.
    public typealias Answer = @Sendable (Problem, Request, Context) async throws -> Response?

    private let messages: MessageCatalogue?
    private let answer: Answer

    /// Makes the middleware.
    ///
    /// - Parameters:
    ///   - messages: titles and details by language; what the problem says itself unless given.
    ///   - answer: answers a problem, localised already, in its own way; `nil` for the default. What it throws becomes
    ///     500.
    public init(messages: MessageCatalogue? = nil, answer: @escaping Answer = { _, _, _ in nil }) {
        self.messages = messages
        self.answer = answer
    }

    /// Passes the request on, and answers whatever error comes back.
    ///
    /// - Throws: errors that bring an answer of their own.
    public func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem = try problem(for: error, request, context.logger)
            return try await response(to: problem, request, context)
        }
    }

    private func problem(for error: any Error, _ request: Request, _ logger: Logger) throws -> Problem {
        var problem: Problem
        if let known = Problem(error: error) {
            problem = known
        } else if error is any HTTPResponseError {
            throw error
        } else {
            logger.error("request failed", metadata: ["error": "\(LogLine(error))"])
            problem = Problem(.internalError)
        }
        if let messages { problem.localise(messages, request.headers) }
        return problem
    }

    private func response(
        to problem: Problem,
        _ request: Request,
        _ context: Context
    ) async throws -> Response {
        do {
            if let own = try await answer(problem, request, context) { return own }
            return problem.response(from: request, context: context)
        } catch {
            context.logger.error("no answer to a problem", metadata: ["error": "\(LogLine(error))"])
            return Problem(.internalError).response(from: request, context: context)
        }
    }
}
