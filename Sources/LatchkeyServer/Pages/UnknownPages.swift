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
            return try await page(
                .notFound,
                Phrase("There is nothing here", "这里什么也没有", "這裡什麼也沒有"),
                for: request,
                context
            )
        } catch let problem as Problem
            where problem.code == .methodNotAllowed && request.headers.prefersHTML
        {
            var response = try await page(
                .methodNotAllowed,
                Phrase("Nothing to see here", "这里没有可显示的内容", "這裡沒有可顯示的內容"),
                for: request,
                context
            )
            response.headers[.allow] = problem.headers[.allow]
            return response
        }
    }

    private func page(
        _ status: HTTPResponse.Status,
        _ title: Phrase,
        for request: Request,
        _ context: Context
    ) async throws -> Response {
        let view = NoticeView(
            title: title,
            message: Phrase(
                "The address may be misspelt, or the page may have moved.",
                "地址可能有误，或页面已移动。",
                "網址可能有誤，或頁面已移動。"
            ),
            link: pages.links.account,
            linkText: Phrase("Go to your account", "前往我的账号", "前往我的帳號")
        )
        let handler = PagePipeline<Context>(pages: pages).page { visit in
            try pages.answer(view, status: status, for: visit)
        }
        return try await handler(request, context)
    }
}
