import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import Logging
import NIOCore

/// The steps that every page goes through, so that no page can forget one.
///
/// A form is read only after the request proved to come from this origin, and handled only with the token of a form
/// that this server gave to this visitor. Whatever a page throws becomes a page.
struct PagePipeline<Context: RequestContext>: Sendable {
    typealias Page = @Sendable (PageVisit) async throws -> PageAnswer
    typealias Form = @Sendable (PageVisit, FormFields) async throws -> PageAnswer
    typealias Handler = @Sendable (Request, Context) async throws -> Response

    let pages: Pages

    /// Answers `GET`.
    func page(_ page: @escaping Page) -> Handler {
        { request, context in
            let visit = visit(request, context)
            do {
                return response(try await page(visit), to: visit)
            } catch let detour as PageDetour {
                return response(.redirect(to: detour.location), to: visit)
            } catch {
                return try refusal(error, of: visit, back: pages.links.account)
            }
        }
    }

    /// Answers `POST` of a form that stands on the page `origin`.
    func form(from origin: String, _ form: @escaping Form) -> Handler {
        { request, context in
            var visit = visit(request, context)
            visit.returnPath = origin
            var path: LocalPath?
            do {
                let fields = try await fields(of: request, visit)
                path = pages.destination(in: fields)
                if let path { visit.returnPath += "?redirect=" + path.queryValue }
                return response(try await form(visit, fields), to: visit)
            } catch AccountError.secondFactorRequired(let loginToken) {
                return response(pages.askSecondFactor(loginToken, goingTo: path), to: visit)
            } catch let detour as PageDetour {
                return response(.redirect(to: detour.location), to: visit)
            } catch {
                return try refusal(error, of: visit, back: origin)
            }
        }
    }

    private func visit(_ request: Request, _ context: Context) -> PageVisit {
        let session = pages.cookies.value(of: pages.cookies.sessionName, in: request.headers)
        let form = pages.cookies.value(of: pages.cookies.formName, in: request.headers)
        let formCookie = form ?? PageCookies.makeFormValue()
        var client = ClientContext(request, context: context)
        client.deviceToken = pages.cookies.device.token(in: request.headers)
        client.keepsCookies = true
        return PageVisit(
            client: client,
            query: request.uri.query.flatMap { FormFields($0.utf8) } ?? FormFields(),
            parameters: context.parameters,
            sessionToken: session,
            loginToken: pages.cookies.loginToken(in: request.headers),
            formCookie: formCookie,
            hasFormCookie: form != nil,
            formToken: pages.tokens.make(formCookie: formCookie, session: session),
            mailRequest: pages.cookies.value(of: pages.cookies.mailRequestName, in: request.headers),
            language: pages.cookies.language(in: request.headers)
                ?? MailLanguage(
                    request.headers,
                    otherwise: pages.services.configuration.mail.language
                ),
            returnPath: LocalPath(request.uri.string)?.text ?? pages.links.home,
            logger: context.logger
        )
    }

    private func fields(of request: Request, _ visit: PageVisit) async throws -> FormFields {
        guard pages.origin.allows(request) else { throw FormRefusal.otherOrigin }
        guard Self.isForm(request.headers[.contentType]) else { throw FormRefusal.otherMediaType }
        let body = try await request.collectBody()
        guard let fields = FormFields(body.readableBytesView) else { throw FormRefusal.unreadable }
        guard visit.hasFormCookie, let token = fields["form_token"],
            pages.tokens.accepts(token, formCookie: visit.formCookie, session: visit.sessionToken)
        else { throw FormRefusal.stale }
        return fields
    }

    private func refusal(_ error: any Error, of visit: PageVisit, back: String) throws -> Response {
        let notice = PageNotice(error, back: back)
        if notice.status.code >= 500, !(error is AccountError) {
            visit.logger.error("page failed", metadata: ["cause": "\(error)"])
        }
        var answer = try pages.answer(notice.view, status: notice.status, for: visit)
        if notice.endsConnection { answer.headers[.connection] = "close" }
        if let seconds = notice.retryAfter { answer.headers[.retryAfter] = String(seconds) }
        return response(answer, to: visit)
    }

    private func response(_ answer: PageAnswer, to visit: PageVisit) -> Response {
        var headers = pages.renderer.headers
        for field in answer.headers { headers.append(field) }
        var cookies = answer.setCookies
        // A document may hold a form: let the cookie that its token is bound to outlive it.
        if answer.html != nil { cookies.append(pages.cookies.form(visit.formCookie)) }
        for cookie in cookies { headers.append(HTTPField(name: .setCookie, value: cookie)) }
        if let file = answer.file { return response(file, answer.status, headers) }
        guard let html = answer.html else { return Response(status: answer.status, headers: headers) }
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.contentLanguage] = visit.language.rawValue
        return Response(
            status: answer.status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: html))
        )
    }

    private func response(
        _ file: PageAnswer.File,
        _ status: HTTPResponse.Status,
        _ headers: HTTPFields
    ) -> Response {
        var headers = headers
        headers[.contentType] = file.type
        headers[.contentDisposition] = "attachment; filename=\"\(file.name)\""
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.octets))
        )
    }

    private static func isForm(_ contentType: String?) -> Bool {
        let essence = contentType?.prefix { $0 != ";" && $0 != " " }.lowercased()
        return essence == "application/x-www-form-urlencoded"
    }
}
