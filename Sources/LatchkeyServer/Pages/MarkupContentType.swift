import Mustache

/// Escapes text for HTML, scalar by scalar.
///
/// The template library's own escaping goes by `Character`: a quotation mark with a combining mark behind it is
/// another character to it and passes through, and would end an attribute. Every template therefore begins with
/// ``pragma``, partials included, since the library starts each of them with its own escaping.
struct MarkupContentType: MustacheContentType {
    private static let name = "LATCHKEY_MARKUP"

    /// What every template must begin with.
    static let pragma = "{{% CONTENT_TYPE: \(name) }}"

    /// Makes the name known to the template parser.
    static func register() { MustacheContentTypes.register(MarkupContentType(), named: name) }

    func escapeText(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
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
