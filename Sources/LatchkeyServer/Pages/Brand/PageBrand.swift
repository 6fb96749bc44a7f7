/// Whose pages these are.
struct PageBrand: Sendable {
    /// The colour in the file of Latchkey's own mark.
    private static let markColor = "#1f6b54"

    /// The name in the header and in the title of every document.
    let name: String
    /// Whether the mark comes from a file, and not from the template.
    let hasLogo: Bool
    /// The image of the browser's tab: the mark, whichever it is.
    let icon: PageAsset
    /// What goes behind the stylesheet.
    let style: String

    /// - Throws: ``ConfigurationError`` when the logo cannot be used.
    init(_ configuration: ServerConfiguration) throws(ConfigurationError) {
        name = configuration.pagesName
        let color = configuration.pages.color.flatMap { PageColor($0) }
        let palette = color.map { PagePalette($0) }
        style = palette?.style ?? ""
        hasLogo = configuration.pages.logo != nil
        guard let path = configuration.pages.logo else {
            icon = .icon(Self.mark(in: palette?.light.first?.color), type: "image/svg+xml")
            return
        }
        let logo = try PageLogo(path: path)
        icon = .icon(logo.octets, type: logo.type)
    }

    private static func mark(in color: PageColor?) -> [UInt8] {
        let mark = PackageResources.latchkey_svg
        guard let color else { return mark }
        return Array(String(decoding: mark, as: UTF8.self).replacing(markColor, with: color.text).utf8)
    }
}

extension PageAsset {
    fileprivate static func icon(_ octets: [UInt8], type: String) -> PageAsset {
        PageAsset(path: "assets/icon", type: type, octets: octets, lifetime: 86400, isShared: false)
    }
}
