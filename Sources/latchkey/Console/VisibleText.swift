// Tokens, accounts and files hold text of strangers. A terminal would obey some of it.

extension String {
    /// The same text with everything a terminal might obey written out: `ESC` becomes `\u{1b}`.
    var visible: String {
        var text = ""
        for scalar in unicodeScalars {
            if scalar.isObeyedByTerminals {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension Unicode.Scalar {
    /// Control characters, line breaks, and marks that change the direction of writing or cannot be seen.
    fileprivate var isObeyedByTerminals: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
