import Foundation

/// A colour of the pages, by its parts of red, green and blue.
struct PageColor: Sendable, Equatable {
    static let white = PageColor(red: 1, green: 1, blue: 1)
    static let black = PageColor(red: 0, green: 0, blue: 0)

    /// From 0 to 1 each, as in sRGB.
    let red, green, blue: Double

    init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// Reads `#rrggbb`; `nil` for anything else.
    init?(_ text: String) {
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6,
            digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let value = UInt32(text.dropFirst(), radix: 16)
        else { return nil }
        self.init(
            red: Double(value >> 16 & 0xFF) / 255,
            green: Double(value >> 8 & 0xFF) / 255,
            blue: Double(value & 0xFF) / 255
        )
    }

    /// As stylesheets have it.
    var text: String {
        "#"
            + [red, green, blue].map { part in
                let octet = Int((min(max(part, 0), 1) * 255).rounded())
                return (octet < 16 ? "0" : "") + String(octet, radix: 16)
            }.joined()
    }

    /// This colour with a share of another in it.
    func mixed(with other: PageColor, _ share: Double) -> PageColor {
        PageColor(
            red: red + (other.red - red) * share,
            green: green + (other.green - green) * share,
            blue: blue + (other.blue - blue) * share
        )
    }

    /// How well one can be read on the other, from 1 to 21 (WCAG 2.2, contrast ratio).
    func contrast(to other: PageColor) -> Double {
        let (one, two) = (luminance, other.luminance)
        return (max(one, two) + 0.05) / (min(one, two) + 0.05)
    }

    /// The nearest colour on the way to `end` that has the contrast to every ground, `end` at the latest.
    func readable(on grounds: [PageColor], contrast: Double, towards end: PageColor) -> PageColor {
        for step in 0..<100 {
            // What is written into the stylesheet is rounded, and that is what people see.
            let color = PageColor(mixed(with: end, Double(step) / 100).text) ?? end
            if grounds.allSatisfy({ color.contrast(to: $0) >= contrast }) { return color }
        }
        return end
    }

    /// WCAG 2.2, relative luminance.
    private var luminance: Double {
        let linear = [red, green, blue].map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
}
