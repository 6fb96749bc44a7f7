extension ConfigurationTable {
    static let pages: [ConfigurationKey] = [
        ConfigurationKey(
            name: "pages.name",
            type: "text, 64 octets at most",
            summary: "The name on every page; mail.product by default.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                configuration.pages.configuredName = values[0]
                return !values[0].isEmpty && values[0].utf8.count <= 64
            },
            show: { [$0.pagesName] },
            isDerived: { $0.pages.configuredName == nil }
        ),
        ConfigurationKey(
            name: "pages.logo",
            type: "path of a file, SVG or PNG",
            summary: "The mark beside the name and in the browser's tab, 24 KiB at most.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                configuration.pages.logo = values[0]
                return !values[0].isEmpty
            },
            show: { [$0.pages.logo ?? ""] },
            isDerived: { $0.pages.logo == nil }
        ),
        ConfigurationKey(
            name: "pages.color",
            type: "#rrggbb",
            summary: "The colour of buttons and links; darkened or lightened where it could not be read.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                configuration.pages.color = values[0]
                return PageColor(values[0]) != nil
            },
            show: { [$0.pages.color ?? ""] },
            isDerived: { $0.pages.color == nil }
        ),
    ]
}
