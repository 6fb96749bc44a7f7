/// What a browser says of itself (`User-Agent`, RFC 9110 §10.1.5), as far as people care.
public struct UserAgent: Sendable, Equatable {
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

    /// The browser; `nil` for one that is not known, and for what is none.
    public let browser: String?
    /// The system it runs on, where it is known.
    public let system: String?
    /// Whether it is a telephone.
    public let isPhone: Bool
    /// The client's own words, at most 64 characters; `nil` where there are none.
    public let words: String?

    /// Reads the header field.
    public init(_ text: String?) {
        let agent = PlainText.of(text ?? "")
        browser = Self.browsers.first { agent.contains($0.0) }?.1
        system = Self.systems.first { agent.contains($0.0) }?.1
        isPhone = agent.contains("iPhone") || (agent.contains("Android") && agent.contains("Mobile"))
        words = agent.isEmpty ? nil : Self.shortened(agent)
    }

    /// What to call the device: `Firefox on Linux`, the client's own words, or `Unknown device`.
    public var name: String {
        switch (browser, system) {
        case (let browser?, let system?): "\(browser) on \(system)"
        case (let browser?, nil): browser
        case (nil, _): words ?? "Unknown device"
        }
    }

    private static func shortened(_ agent: String) -> String {
        agent.unicodeScalars.count <= 64 ? agent : String(agent.unicodeScalars.prefix(63)) + "…"
    }
}

extension Session {
    /// What to call the device it is on: what the client calls it, or what can be read from its `User-Agent`.
    public var name: String { deviceName.map { PlainText.of($0) } ?? UserAgent(device).name }
}
