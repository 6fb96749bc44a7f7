import CoreMetrics
import FoundationEssentials
import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

@Suite("Figures of the last hour")
struct LiveFiguresTests {
    private func total(_ figure: Figure, _ figures: LiveFigures, _ now: Date) -> Int {
        figures.values(of: figure, until: now).reduce(0, +)
    }

    @Test("count sign-ins and failures of the audit log once, those of before the start included [E4]")
    func signIns() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            var other = server.browser()
            try await other.logIn("ada", password: "wrong")
            try await other.logIn("ada")
            let figures = LiveFigures()
            for _ in 0..<3 { try await figures.catchUp(server.services.storage, at: server.clock.now) }
            #expect(total(.logins, figures, server.clock.now) == 1)
            #expect(total(.failures, figures, server.clock.now) == 1)
            var third = server.browser()
            try await third.logIn("ada")
            try await figures.catchUp(server.services.storage, at: server.clock.now)
            #expect(total(.logins, figures, server.clock.now) == 2)
        }
    }

    @Test("leave out what happened more than an hour ago")
    func old() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            var other = server.browser()
            try await other.logIn("ada")
            server.clock.advance(by: 3700)
            let figures = LiveFigures()
            try await figures.catchUp(server.services.storage, at: server.clock.now)
            #expect(total(.logins, figures, server.clock.now) == 0)
        }
    }

    @Test("count refreshes that were granted, and every token that is looked at")
    func metrics() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            let refreshed = try await fixture.api.post(
                "/api/refresh",
                ["refresh_token": .string(tokens.refresh)]
            )
            #expect(refreshed.status == .ok)
            _ = try await fixture.api.post("/api/refresh", ["refresh_token": "lkr_junk"])
            for token in [tokens.access, tokens.access, "junk"] {
                _ = try await fixture.api.post("/api/token/check", ["token": .string(token)])
            }
            let figures = fixture.services.figures
            let now = Date()
            figures.sample(queued: 4, at: now)
            figures.sample(queued: 1, at: now)
            #expect(total(.refreshes, figures, now) == 1)
            #expect(total(.tokenChecks, figures, now) == 3)
            #expect(total(.hashQueue, figures, now) == 4)
        }
    }

    @Test("listen to their own counters, and let others be")
    func otherCounters() {
        let metrics = FigureMetrics()
        let other = metrics.makeCounter(label: "latchkey.other", dimensions: [])
        other.increment(by: 5)
        metrics.makeCounter(label: "latchkey.sessions.refreshes", dimensions: [("outcome", "refused")])
            .increment(by: 5)
        metrics.makeCounter(label: "latchkey.tokens.cache", dimensions: [("outcome", "hit")]).increment(by: 2)
        metrics.makeCounter(label: "latchkey.tokens.cache", dimensions: [("outcome", "miss")]).increment(
            by: 3
        )
        #expect(metrics.refreshes.take() == 0)
        #expect(metrics.tokenChecks.take() == 5)
        #expect(metrics.tokenChecks.take() == 0)
    }
}
