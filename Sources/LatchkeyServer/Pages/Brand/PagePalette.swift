/// The colours that follow from one, for light pages and for dark ones.
///
/// Whatever the one is, text in it and on it has a contrast of 4.5 at least (WCAG 2.2, 1.4.3): it is darkened on the
/// light ground and lightened on the dark one until it has.
struct PagePalette: Sendable {
    /// The grounds of the stylesheet, on which links stand.
    static let lightGrounds = [PageColor("#ffffff"), PageColor("#f5f5f1")].compactMap(\.self)
    static let darkGrounds = [PageColor("#1b1f1d"), PageColor("#121514")].compactMap(\.self)

    /// What the stylesheet calls the colours, and their values.
    typealias Colors = [(name: String, color: PageColor)]

    let light: Colors
    let dark: Colors

    init(_ color: PageColor) {
        light = Self.light(color)
        dark = Self.dark(color)
    }

    /// The rules that go behind the stylesheet.
    var style: String {
        let rules = [light, dark].map { colors in
            ":root{" + colors.map { "--\($0.name):\($0.color.text)" }.joined(separator: ";") + "}"
        }
        return "\(rules[0])@media (prefers-color-scheme:dark){\(rules[1])}"
    }

    private static func light(_ color: PageColor) -> Colors {
        let accent = color.readable(on: lightGrounds, contrast: 4.5, towards: .black)
        let wash = accent.mixed(with: .white, 0.9)
        let note = accent.mixed(with: .black, 0.2)
            .readable(on: [PageColor(wash.text) ?? wash], contrast: 4.5, towards: .black)
        return [
            ("accent", accent), ("accent-strong", accent.mixed(with: .black, 0.2)), ("on-accent", .white),
            ("note", note), ("note-wash", wash),
        ]
    }

    private static func dark(_ color: PageColor) -> Colors {
        let accent = color.readable(on: darkGrounds, contrast: 7, towards: .white)
        let wash = accent.mixed(with: darkGrounds[0], 0.82)
        let note = accent.mixed(with: .white, 0.2)
            .readable(on: [PageColor(wash.text) ?? wash], contrast: 4.5, towards: .white)
        return [
            ("accent", accent), ("accent-strong", accent.mixed(with: .white, 0.25)),
            ("on-accent", accent.mixed(with: .black, 0.85)), ("note", note), ("note-wash", wash),
        ]
    }
}
