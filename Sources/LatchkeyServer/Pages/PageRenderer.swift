import Crypto
import FoundationEssentials
import HTTPTypes
import Mustache

/// Turns views into documents, and knows the header fields that keep them safe.
struct PageRenderer: Sendable {
    static let templates: KeyValuePairs<String, [UInt8]> = [
        "account": PackageResources.account_mustache,
        "account-form": PackageResources.account_form_mustache,
        "admin-account": PackageResources.admin_account_mustache,
        "admin-account-new": PackageResources.admin_account_new_mustache,
        "admin-accounts": PackageResources.admin_accounts_mustache,
        "admin-actions": PackageResources.admin_actions_mustache,
        "admin-audit": PackageResources.admin_audit_mustache,
        "admin-client": PackageResources.admin_client_mustache,
        "admin-client-form": PackageResources.admin_client_form_mustache,
        "admin-clients": PackageResources.admin_clients_mustache,
        "admin-figures": PackageResources.admin_figures_mustache,
        "admin-invitation": PackageResources.admin_invitation_mustache,
        "admin-invitations": PackageResources.admin_invitations_mustache,
        "admin-keys": PackageResources.admin_keys_mustache,
        "admin-pager": PackageResources.admin_pager_mustache,
        "admin-secret": PackageResources.admin_secret_mustache,
        "admin-top": PackageResources.admin_top_mustache,
        "ask": PackageResources.ask_mustache,
        "confirm": PackageResources.confirm_mustache,
        "devices": PackageResources.devices_mustache,
        "factor": PackageResources.factor_mustache,
        "factors": PackageResources.factors_mustache,
        "field": PackageResources.field_mustache,
        "hidden": PackageResources.hidden_mustache,
        "layout": PackageResources.layout_mustache,
        "login": PackageResources.login_mustache,
        "login-code": PackageResources.login_code_mustache,
        "notice": PackageResources.notice_mustache,
        "personal-data": PackageResources.personal_data_mustache,
        "profile": PackageResources.profile_mustache,
        "recovery-codes": PackageResources.recovery_codes_mustache,
        "second-factor": PackageResources.second_factor_mustache,
        "signup": PackageResources.signup_mustache,
        "token": PackageResources.token_mustache,
    ]

    private static let stylesheets = [
        PackageResources.latchkey_css, PackageResources.forms_css, PackageResources.account_css,
        PackageResources.admin_css,
    ]

    /// The one stylesheet; it stands in the document, so that the first answer is all a browser needs.
    let style: String
    /// Whose pages these are.
    let brand: PageBrand
    /// What every answer of a page carries.
    let headers: HTTPFields

    /// Every template, read when it is first asked for: a server need not read them to begin.
    static let library: Result<MustacheLibrary, any Error> = Result {
        MarkupContentType.register()
        var library = MustacheLibrary()
        for (name, text) in templates {
            try library.register(
                MarkupContentType.pragma + String(decoding: text, as: UTF8.self),
                named: name
            )
        }
        return library
    }

    init(_ configuration: ServerConfiguration) throws {
        brand = try PageBrand(configuration)
        style = Self.stylesheets.map { String(decoding: $0, as: UTF8.self) }.joined() + brand.style
        headers = Self.headers(style: style, isHTTPS: configuration.issuer.hasPrefix("https://"))
    }

    /// The document that a template makes of a frame.
    ///
    /// - Throws: ``MissingTemplate``, the parser's error where an embedded template is broken.
    func render(_ frame: PageFrame<some PageView>, with template: String) throws -> String {
        guard let html = try Self.library.get().render(frame, withTemplate: template) else {
            throw MissingTemplate(name: template)
        }
        return html
    }

    private static func headers(style: String, isHTTPS: Bool) -> HTTPFields {
        var fields = [
            ("Content-Security-Policy", contentSecurityPolicy(style: style)),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            // Not no-referrer: under it browsers send `Origin: null` with a form of our own (Fetch, append a request
            // `Origin` header), which is refused here. Other origins learn nothing either way.
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cache-Control", "no-store"),
        ]
        if isHTTPS { fields.append(("Strict-Transport-Security", "max-age=31536000")) }
        return HTTPFields(
            fields.compactMap { name, value in HTTPField.Name(name).map { HTTPField(name: $0, value: value) }
            }
        )
    }

    private static func contentSecurityPolicy(style: String) -> String {
        let digest = Data(SHA256.hash(data: Array(style.utf8))).base64EncodedString()
        return [
            "default-src 'none'", "style-src 'sha256-\(digest)'", "script-src 'self'", "img-src 'self'",
            "form-action 'self'",
            "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'",
        ].joined(separator: "; ")
    }
}

/// A template that a page names and nobody embedded.
struct MissingTemplate: Error {
    let name: String
}
