import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

/// A refresh token in two hands; `make soak` runs it with `LATCHKEY_SOAK_THEFTS=25000`.
@Suite struct TheftTests {
    /// When the thief refreshes.
    enum Timing: String, CaseIterable, Sendable {
        case afterTheVictim, beforeTheVictim, alternating, insideTheWindow
    }

    private static let generations: Int64 = 3

    @Test(
        "a stolen refresh token ends its session within three generations, and the audit says why [A9] [B5]",
        arguments: Timing.allCases
    )
    func stolen(_ timing: Timing) async throws {
        let thefts = SoakFixture.number("LATCHKEY_SOAK_THEFTS", or: 500)
        var random = SeededGenerator(seed: SoakFixture.seed(of: "\(thefts) thefts, \(timing)"))
        let fixture = try await SoakFixture()
        var progress = SoakProgress(total: thefts, unit: "thefts, \(timing)")
        var counts: [String: Int] = [:]
        var place: Int64 = 0
        for number in 0..<thefts {
            var theft = try await Theft(timing, fixture, seed: random.next())
            try await theft.run()
            let events = try await fixture.audited(after: place)
            let event = try #require(events.first, "theft \(number): no trace in the audit log")
            place = event.sequence
            try Self.check(theft, events, number)
            counts["\(event.event.kind.rawValue) in generation \(theft.generations)", default: 0] += 1
            progress.advance()
        }
        print(
            "Thefts, \(timing): "
                + counts.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
        )
    }

    private static func check(_ theft: Theft, _ events: [RecordedAuditEvent], _ number: Int) throws {
        try #require(theft.generations <= generations, "theft \(number): \(theft.generations) generations")
        try #require(events.count == 1, "theft \(number): \(events)")
        let event = events[0].event
        try #require(event.kind == .refreshReused || event.kind == .refreshShared)
        try #require(event.reason == event.kind.rawValue)
        try #require(event.sessionID == theft.sessionID)
        try #require(event.detail == Theft.victim.address || event.detail == Theft.thief.address)
    }
}

/// One theft, from the sign-in of the victim to the end of the session.
private struct Theft {
    static let victim = ClientContext(address: "192.0.2.1", device: "browser")
    /// The same browser, as far as it says.
    static let thief = ClientContext(address: "203.0.113.66", device: "browser")
    private static let patience = 20
    private static let accessLife = 1700...1800

    let sessionID: UUIDv7
    /// How many generations there were since the theft.
    private(set) var generations: Int64 = 0
    private let timing: TheftTests.Timing
    private let fixture: SoakFixture
    private var random: SeededGenerator
    private var victimToken: String
    private var thiefToken = ""
    private var accessTokens: [String] = []
    private var isOver = false

    init(_ timing: TheftTests.Timing, _ fixture: SoakFixture, seed: UInt64) async throws {
        (self.timing, self.fixture) = (timing, fixture)
        random = SeededGenerator(seed: seed)
        let signIn = try await fixture.signIn(from: Self.victim)
        sessionID = signIn.session.id
        victimToken = signIn.refreshToken
    }

    mutating func run() async throws {
        for _ in 0..<Int.random(in: 0..<4, using: &random) {
            pass(halves: .random(in: Self.accessLife, using: &random))
            try await victimRefreshes()
        }
        thiefToken = victimToken
        let stolen = try await counter()
        for round in 0..<Self.patience where !isOver { try await both(round) }
        generations = try await counter() - stolen
        try #require(isOver, "the session lives on after \(generations) generations")
        for token in accessTokens {
            try #require(!fixture.isAccepted(token), "an access token outlives its session")
        }
        for token in [victimToken, thiefToken] {
            await #expect(throws: RefreshError.sessionRevoked) {
                try await fixture.process.sessions.refresh(token, from: Self.victim)
            }
        }
    }

    /// One life of an access token: both refresh once, in the order and at the distance of the timing.
    private mutating func both(_ round: Int) async throws {
        let distance: Int
        let isThiefFirst: Bool
        switch timing {
        case .afterTheVictim: (distance, isThiefFirst) = (.random(in: 0...1600, using: &random), false)
        case .beforeTheVictim: (distance, isThiefFirst) = (.random(in: 0...1600, using: &random), true)
        case .alternating: (distance, isThiefFirst) = (.random(in: 0...6, using: &random), round % 2 == 0)
        case .insideTheWindow:
            (distance, isThiefFirst) = (.random(in: 0...59, using: &random), .random(using: &random))
        }
        pass(halves: .random(in: Self.accessLife, using: &random))
        if isThiefFirst { try await thiefRefreshes() } else { try await victimRefreshes() }
        pass(halves: distance)
        guard !isOver else { return }
        if isThiefFirst { try await victimRefreshes() } else { try await thiefRefreshes() }
    }

    private func pass(halves: Int) { fixture.clock.advance(by: TimeInterval(halves) / 2) }

    private func counter() async throws -> Int64 {
        let session = try await fixture.process.storage.read { [sessionID] in
            try $0.sessions.session(sessionID)
        }
        return try #require(session).counter
    }

    private mutating func victimRefreshes() async throws {
        guard let signIn = try await refresh(victimToken, Self.victim) else { return }
        // One answer in twenty is lost, and asked for again.
        let isLost = Int.random(in: 0..<20, using: &random) == 0
        victimToken =
            isLost
            ? try await refresh(victimToken, Self.victim)?.refreshToken ?? victimToken : signIn.refreshToken
    }

    private mutating func thiefRefreshes() async throws {
        if let signIn = try await refresh(thiefToken, Self.thief) { thiefToken = signIn.refreshToken }
    }

    private mutating func refresh(_ token: String, _ client: ClientContext) async throws -> SignIn? {
        do {
            let signIn = try await fixture.process.sessions.refresh(token, from: client)
            accessTokens = accessTokens.suffix(3) + [signIn.accessToken.token]
            return signIn
        } catch is RefreshError {
            isOver = true
            return nil
        }
    }
}
