import LatchkeyAccounts

/// What to call a device in every language of the pages.
struct DeviceName: Sendable, Equatable {
    /// For example `Firefox on Linux`; the client's own words when it is no browser we know.
    let text: Phrase
    /// Whether to draw a phone.
    let isPhone: Bool

    init(_ userAgent: String?) {
        let agent = UserAgent(userAgent)
        isPhone = agent.isPhone
        text =
            switch (agent.browser, agent.system) {
            case (let browser?, let system?):
                Phrase("\(browser) on \(system)", "\(system) 上的 \(browser)", "\(system) 上的 \(browser)")
            case (let browser?, nil): Phrase(verbatim: browser)
            case (nil, _):
                agent.words.map { Phrase(verbatim: $0) } ?? Phrase("Unknown device", "未知设备", "未知裝置")
            }
    }
}

extension Session {
    /// What to call the device it is on, as ``name`` has it, in every language.
    var devicePhrase: Phrase { deviceName == nil ? DeviceName(device).text : Phrase(verbatim: name) }
}
