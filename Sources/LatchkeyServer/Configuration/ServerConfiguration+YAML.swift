extension ServerConfiguration {
    /// The configuration as a YAML file, secrets left out, a sentence above each name.
    ///
    /// What follows from another setting is commented out: written down it would no longer follow.
    public var yaml: String {
        var section = ""
        var lines: [String] = []
        for key in ConfigurationTable.keys {
            let parts = key.name.split(separator: ".").map(String.init)
            // Beside a setting of the section's own name there can be no section.
            let isNested = parts.count == 2 && ConfigurationTable.key(named: parts[0]) == nil
            if isNested, parts[0] != section {
                section = parts[0]
                lines.append("\(section):")
            }
            let indent = isNested ? "  " : ""
            lines.append("\(indent)# \(key.summary)")
            lines.append("\(indent)\(line(for: key, name: isNested ? parts[1] : key.name))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(for key: ConfigurationKey, name: String) -> String {
        let values = key.show(self)
        if key.isSecret, values.contains(where: { $0.contains("@") || $0 == ConfigurationKey.hidden }) {
            return "# \(name): (secret)"
        }
        let text =
            values.count == 1
            ? Self.scalar(values[0]) : "[\(values.map(Self.quoted).joined(separator: ", "))]"
        return key.isDerived(self) ? "# \(name): \(text)" : "\(name): \(text)"
    }

    /// A value as YAML reads it back: bare where it can mean nothing else.
    private static func scalar(_ text: String) -> String {
        let isBare = text.utf8.allSatisfy { octet in
            (0x61...0x7a).contains(octet) || (0x41...0x5a).contains(octet) || (0x30...0x39).contains(octet)
                || "./_:-+@,".utf8.contains(octet)
        }
        let begins = text.utf8.first.map { !":-+@,".utf8.contains($0) } ?? false
        let isWord = ["null", "true", "false", "yes", "no", "on", "off"].contains(text.lowercased())
        return isBare && begins && !isWord && !text.hasSuffix(":") ? text : quoted(text)
    }

    /// A value in quotation marks, with everything written out that a line or a terminal would obey.
    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": return "\\\(scalar)"
            case _
            where [.control, .format, .lineSeparator, .paragraphSeparator]
                .contains(scalar.properties.generalCategory):
                let digits = String(scalar.value, radix: 16)
                return "\\U\(String(repeating: "0", count: 8 - digits.count))\(digits)"
            default: return String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}
