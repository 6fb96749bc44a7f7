/// What to call a device, from what its browser calls itself (`User-Agent`).
struct DeviceName: Sendable, Equatable {
    /// Marks of browsers, the more particular before those that they imitate.
    private static let browsers = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ]
    private static let systems = [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ]

    /// For example `Firefox on Linux`; the client's own words when it is no browser we know.
    let text: Phrase
    /// Whether to draw a phone.
    let isPhone: Bool

    init(_ userAgent: String?) {
        let agent = userAgent ?? ""
        let browser = Self.browsers.first { agent.contains($0.0) }?.1
        let system = Self.systems.first { agent.contains($0.0) }?.1
        isPhone = agent.contains("iPhone") || (agent.contains("Android") && agent.contains("Mobile"))
        text =
            switch (browser, system) {
            case (let browser?, let system?):
                Phrase("\(browser) on \(system)", "\(system) 上的 \(browser)", "\(system) 上的 \(browser)")
            case (let browser?, nil): Phrase(verbatim: browser)
            case (nil, _):
                agent.isEmpty
                    ? Phrase("Unknown device", "未知设备", "未知裝置") : Phrase(verbatim: Self.shortened(agent))
            }
    }

    private static func shortened(_ agent: String) -> String {
        agent.unicodeScalars.count <= 64 ? agent : String(agent.unicodeScalars.prefix(63)) + "…"
    }
}
