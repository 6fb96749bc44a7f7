import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird

extension MailRequest {
    /// Who asks, and the language that they say to understand; the configured one when they say nothing.
    init(_ request: Request, context: some RequestContext, configuration: ServerConfiguration) {
        self.init(
            client: ClientContext(request, context: context),
            language: MailLanguage(request.headers, otherwise: configuration.mail.language)
        )
    }
}

extension MailLanguage {
    /// The language that a client likes best of those that there are (RFC 9110 §12.5.4).
    init(_ headers: HTTPFields, otherwise language: MailLanguage) {
        let asked = headers[values: .acceptLanguage]
        let best = asked.isEmpty ? nil : MessageCatalogue.standard.language(for: asked)
        self = best.flatMap(MailLanguage.init(rawValue:)) ?? language
    }
}

extension RequestBody {
    /// The text of a field that has to be there.
    ///
    /// - Throws: a 400 problem naming the field.
    func required(_ name: String) throws -> String {
        guard let text = try text(name), !text.isEmpty else {
            throw AccountError.invalid(FieldError(name, .missing))
        }
        return text
    }

    /// The first of several fields that is there, without white space around it.
    ///
    /// - Throws: a 400 problem naming the first field.
    func requiredName(_ names: String...) throws -> String {
        for name in names {
            if let text = try text(name)?.trimmedName, !text.isEmpty { return text }
        }
        throw AccountError.invalid(FieldError(names[0], .missing))
    }
}

extension Response {
    /// 202 with an empty object: whatever is to happen happens by mail.
    static var accepted: Response {
        get throws { try .json([], status: .accepted) }
    }
}
