import Foundation
import LatchkeySQLite
import Testing

@testable import LatchkeyAccounts

/// Honest browsers for a long time; `make soak` runs it with `LATCHKEY_SOAK_REFRESHES=1000000`.
@Suite struct RefreshSoakTests {
    private static let browsers = 64

    @Test("a lost answer in twenty and two tabs racing log nobody out [B5]")
    func honestBrowsers() async throws {
        let refreshes = SoakFixture.number("LATCHKEY_SOAK_REFRESHES", or: 20_000)
        let seed = SoakFixture.seed(of: "Soak, \(refreshes) refreshes")
        var random = SeededGenerator(seed: seed)
        let fixture = try await SoakFixture()
        var browsers: [Browser] = []
        for number in 0..<Self.browsers {
            browsers.append(try await Browser(number: number, seed: seed, in: fixture))
        }
        let start = ContinuousClock.now
        var progress = SoakProgress(total: refreshes, unit: "refreshes")
        var done = 0
        while done < refreshes {
            browsers = try await Self.round(browsers, fixture, &random)
            let total = browsers.reduce(0) { $0 + $1.figures.refreshes }
            progress.advance(by: total - done)
            done = total
        }
        let figures = browsers.reduce(into: Browser.Figures()) { $0 += $1.figures }
        Self.print(figures, fixture, ContinuousClock.now - start)
        #expect(figures.forcedLogins == [])
        #expect(try await fixture.audited().map(\.event.kind) == [])
        for browser in browsers {
            _ = try await fixture.process.sessions.refresh(browser.token, from: browser.client)
        }
    }

    /// Every browser renews its access token once; who hears nothing asks again after 1, 2, 3 … s.
    private static func round(
        _ browsers: [Browser],
        _ fixture: SoakFixture,
        _ random: inout SeededGenerator
    ) async throws -> [Browser] {
        var browsers = try await together(browsers) { try await $0.begin(in: fixture) }
        var wait = 1
        while browsers.contains(where: { !$0.isContent }) {
            fixture.clock.advance(by: TimeInterval(wait))
            wait += 1
            browsers = try await together(browsers) { if !$0.isContent { await $0.askAgain(in: fixture) } }
        }
        // About as long as an access token lives; now and then a weekend.
        let isWeekend = Int.random(in: 0..<500, using: &random) == 0
        let halves = isWeekend ? 2 * 2 * 86_400 : Int.random(in: 1700...1800, using: &random)
        fixture.clock.advance(by: TimeInterval(halves) / 2)
        return browsers
    }

    private static func together(
        _ browsers: [Browser],
        _ body: @escaping @Sendable (inout Browser) async throws -> Void
    ) async throws -> [Browser] {
        try await withThrowingTaskGroup(of: (Int, Browser).self) { group in
            for (number, browser) in browsers.enumerated() {
                group.addTask {
                    var browser = browser
                    try await body(&browser)
                    return (number, browser)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func print(_ figures: Browser.Figures, _ fixture: SoakFixture, _ time: Duration) {
        let seconds = time / .seconds(1)
        Swift.print(
            """
            Soak: \(figures.refreshes) refreshes of \(browsers) browsers in \(Int(seconds)) s \
            (\(Int(Double(figures.refreshes) / seconds))/s), \(figures.lost) answers lost, \(figures.races) races of \
            two tabs, \(figures.replays) replays, \(figures.signIns) sign-ins that were due; \
            \(fixture.commits.averageGroupSize) requests a commit; forced logins: \(figures.forcedLogins.count)
            """
        )
    }
}
