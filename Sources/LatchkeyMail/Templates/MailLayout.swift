import LatchkeyAccounts

/// Lays a mail's words out: as text, and as an HTML document without scripts, images or anything from elsewhere.
struct MailLayout {
    let product: String
    let language: MailLanguage

    func content(
        _ template: MailTemplate,
        details: [String],
        link: String?,
        code: String?
    ) -> MailContent {
        let opening = [template.opening] + details
        return MailContent(
            subject: template.subject,
            text: text(template, opening, link: link, code: code),
            html: html(template, opening, link: link, code: code)
        )
    }

    private func text(_ template: MailTemplate, _ opening: [String], link: String?, code: String?) -> String {
        var blocks = [opening.joined(separator: "\n")]
        if let code { blocks.append("    \(code)") }
        if let link, let button = template.button { blocks.append("\(button):\n\(link)") }
        blocks += template.closing
        return blocks.joined(separator: "\n\n") + "\n\n-- \n\(product)\n"
    }

    private func html(_ template: MailTemplate, _ opening: [String], link: String?, code: String?) -> String {
        var lines = opening.map { "<p>\(Self.escaped($0))</p>" }
        if let code {
            lines.append(
                "<p style=\"font:600 32px/1.2 monospace;letter-spacing:6px;margin:24px 0\">\(Self.escaped(code))</p>"
            )
        }
        if let link, let button = template.button {
            let href = Self.escaped(link)
            lines += [
                "<p style=\"margin:28px 0\"><a href=\"\(href)\" style=\"background:#2f5bd8;border-radius:10px;"
                    + "color:#fff;display:inline-block;font-weight:600;padding:12px 22px;text-decoration:none\">"
                    + "\(Self.escaped(button))</a></p>",
                "<p style=\"color:#667085;font-size:13px;word-break:break-all\">\(href)</p>",
            ]
        }
        lines += template.closing.map { "<p style=\"color:#667085;font-size:14px\">\(Self.escaped($0))</p>" }
        return document(title: template.subject, body: lines.joined(separator: "\n"))
    }

    private func document(title: String, body: String) -> String {
        """
        <!doctype html>
        <html lang="\(language.rawValue)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(Self.escaped(title))</title>
        </head>
        <body style="font:16px/1.5 system-ui,sans-serif;margin:0;padding:32px 16px">
        <div style="margin:0 auto;max-width:520px">
        <h1 style="font-size:22px;margin:0 0 16px">\(Self.escaped(title))</h1>
        \(body)
        <p style="color:#667085;font-size:13px;margin-top:32px">\(Self.escaped(product))</p>
        </div>
        </body>
        </html>

        """
    }

    /// Scalar by scalar: a quotation mark with a combining mark behind it is another `Character`.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
