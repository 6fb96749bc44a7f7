/// Text of strangers that looks like what it is: no control characters, and nothing invisible that hides, reorders or
/// imitates.
///
/// Names of people, devices and clients are shown to others, in pages, mails and terminals. A mark that turns the
/// direction of writing makes one name read as another, and a space of no width makes two names look alike.
package enum PlainText {
    /// Whether a text holds nothing but what can be seen, and the joiners and variation selectors that scripts and emoji
    /// are written with.
    package static func isPlain(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        return scalars.indices.allSatisfy { isShown(at: $0, in: scalars) }
    }

    /// The text without whatever ``isPlain(_:)`` minds.
    package static func of(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        let shown = scalars.indices.lazy.filter { isShown(at: $0, in: scalars) }.map { scalars[$0] }
        var plain = String.UnicodeScalarView()
        plain.append(contentsOf: shown)
        return String(plain)
    }

    private static func isShown(at index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        let scalar = scalars[index]
        guard isInvisible(scalar) else { return true }
        let before = index > 0 ? scalars[index - 1] : nil
        switch scalar.value {
        // Persian, the scripts of India and families of emoji cannot be written without the joiners; ASCII can.
        case 0x200C, 0x200D:
            guard let before, index + 1 < scalars.count else { return false }
            return canBeJoined(before) && canBeJoined(scalars[index + 1])
        // Variants of emoji and of ideographs, such as those of Japanese family names.
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF:
            return before.map { !isInvisible($0) && !$0.properties.isWhitespace } ?? false
        default:
            return false
        }
    }

    private static func canBeJoined(_ scalar: Unicode.Scalar) -> Bool {
        // The variation selector 16 stands before the joiner in many emoji.
        !scalar.isASCII && (!isInvisible(scalar) || scalar.value == 0xFE0F) && !scalar.properties.isWhitespace
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        default:
            return properties.isDefaultIgnorableCodePoint || properties.isBidiControl
                || properties.isNoncharacterCodePoint || (0xFFF9...0xFFFB).contains(scalar.value)
        }
    }
}
