import HTTPTypes
import Hummingbird
import LatchkeyHummingbird

/// Shows a page where somebody follows a link to nowhere with a browser; programs get their problem.
struct UnknownPages<Context: RequestContext>: RouterMiddleware {
    let pages: Pages

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound && request.headers.prefersHTML {
            return try await page(.notFound, "There is nothing here", for: request, context)
        } catch let problem as Problem
            where problem.code == .methodNotAllowed && request.headers.prefersHTML
        {
            var response = try await page(.methodNotAllowed, "Nothing to see here", for: request, context)
            response.headers[.allow] = problem.headers[.allow]
            return response
        }
    }

    private func page(
        _ status: HTTPResponse.Status,
        _ title: String,
        for request: Request,
        _ context: Context
    ) async throws -> Response {
        let view = NoticeView(
            title: title,
            message: "The address may be misspelt, or the page may have moved.",
            link: pages.links.account,
            linkText: "Go to your account"
        )
        let handler = PagePipeline<Context>(pages: pages).page { visit in
            try pages.answer(view, status: status, for: visit)
        }
        return try await handler(request, context)
    }
}
