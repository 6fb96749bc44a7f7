import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyOAuth
import LatchkeyTokens
import NIOCore

/// Takes a request to an OAuth endpoint out of its HTTP (RFC 6749 §3.2).
///
/// Only a form is read, of at most 64 KiB, each parameter once; a query is not looked at, since URLs end up in logs. A
/// client authenticates in one way: two at once are refused (§2.3).
enum OAuthForm {
    static func read(_ request: Request, _ context: some RequestContext) async throws -> OAuthRequest {
        let form = try await fields(request)
        let client = ClientContext(request, context: context)
        return OAuthRequest(
            credentials: try credentials(request, form),
            parameters: Dictionary(form.all.map { (ExactText($0.name), $0.value) }) { first, _ in first },
            address: client.address,
            device: client.device
        )
    }

    /// A request without a form, whose client can show its secret in the `Authorization` header only.
    static func credentialsAlone(
        of request: Request,
        _ context: some RequestContext
    ) throws(OAuthError) -> OAuthRequest {
        let headers = request.headers.values(of: "Authorization")
        guard headers.count <= 1 else {
            throw OAuthError(.invalidRequest, "The Authorization header came more than once.")
        }
        let client = ClientContext(request, context: context)
        return OAuthRequest(
            credentials: try headers.first.map { header throws(OAuthError) in try basic(header, nil) }
                ?? .none,
            parameters: [:],
            address: client.address,
            device: client.device
        )
    }

    private static func fields(_ request: Request) async throws -> FormFields {
        let types = request.headers.values(of: "Content-Type")
        guard types.count == 1, mediaType(types[0]) == "application/x-www-form-urlencoded" else {
            throw OAuthError(.invalidRequest, "Send a form: application/x-www-form-urlencoded.")
        }
        let body: [UInt8]
        do throws(BodyFault) {
            body = Array(buffer: try await request.collectBody())
        } catch .tooLarge {
            throw Problem(.contentTooLarge)
        } catch {
            throw Problem(.invalidRequest, headers: [.connection: "close"])
        }
        guard let form = FormFields(body) else {
            throw OAuthError(.invalidRequest, "The form cannot be read, or names a parameter twice.")
        }
        return form
    }

    private static func credentials(
        _ request: Request,
        _ form: FormFields
    ) throws(OAuthError) -> ClientCredentials {
        let headers = request.headers.values(of: "Authorization")
        guard headers.count <= 1 else {
            throw OAuthError(.invalidRequest, "The Authorization header came more than once.")
        }
        let id = value("client_id", form)
        let secret = value("client_secret", form)
        let assertion = value("client_assertion", form)
        let type = value("client_assertion_type", form)
        let ways = [!headers.isEmpty, secret != nil, assertion != nil || type != nil]
        guard ways.count(where: \.self) <= 1 else {
            throw OAuthError(.invalidRequest, "The client authenticates in more than one way.")
        }
        if let header = headers.first { return try basic(header, id) }
        if let secret {
            guard let id else { throw OAuthError(.invalidRequest, "The parameter client_id is missing.") }
            return .secret(id: id, secret: secret)
        }
        if let assertion, let type { return .assertion(type: type, text: assertion, id: id) }
        guard assertion == nil, type == nil else {
            throw OAuthError(
                .invalidRequest,
                "The parameters client_assertion and client_assertion_type belong together."
            )
        }
        return id.map { .identifier($0) } ?? .none
    }

    private static func basic(_ header: String, _ id: String?) throws(OAuthError) -> ClientCredentials {
        guard let basic = BasicCredentials(header) else {
            throw OAuthError(.invalidClient, "The Authorization header cannot be read.")
        }
        guard id.map({ $0.utf8.elementsEqual(basic.id.utf8) }) ?? true else {
            throw OAuthError(
                .invalidRequest,
                "The header and the parameter client_id name different clients."
            )
        }
        return .secret(id: basic.id, secret: basic.secret)
    }

    private static func value(_ name: String, _ form: FormFields) -> String? {
        form[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The media type without parameters, ASCII lower case (RFC 9110 §8.3.1).
    private static func mediaType(_ header: String) -> String {
        let type = header.utf8.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != 0x20 && $0 != 0x09 }
        return String(decoding: type.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
