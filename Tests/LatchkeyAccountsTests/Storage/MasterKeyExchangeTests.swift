import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

@Suite struct MasterKeyExchangeTests {
    private static let mail = OutgoingMail(
        .passwordReset,
        to: "ada@example.org",
        language: .english,
        values: [.link: "lko_secret"]
    )

    private let fixture: Fixture
    private let ada: Enrolled

    init() async throws {
        fixture = try await Fixture()
        try await fixture.storage.bind(masterKeyCheck: fixture.masterKey.derive(.check))
        ada = try await fixture.enrolAda()
        let queue = MailQueue(masterKey: fixture.masterKey)
        try await fixture.storage.transaction { tx in try queue.enqueue(Self.mail, in: tx) }
    }

    /// The new master key, as whoever starts with it has it.
    private func exchange() async throws -> MasterKey {
        let new = MasterKey()
        let report = try await MasterKeyExchange(storage: fixture.storage).exchange(
            fixture.masterKey,
            for: new
        )
        #expect(report == MasterKeyExchange.Report(signingKeys: 1, factors: 1, mails: 1))
        return try new.bound(by: await fixture.storage.masterKeyBinding())
    }

    private func ring(_ key: MasterKey) async throws -> KeyRing {
        try await KeyRing.open(
            storage: fixture.storage,
            masterKey: key,
            algorithm: .ed25519,
            tokenLifetime: 900,
            at: fixture.clock.now
        )
    }

    private func secondFactor(_ key: MasterKey) -> SecondFactorLogin {
        SecondFactorLogin(
            storage: fixture.storage,
            gate: SignInGate(storage: fixture.storage, sessions: fixture.sessions, masterKey: key),
            masterKey: key,
            limits: LoginLimits(masterKey: key)
        )
    }

    private func leased() async throws -> QueuedMail {
        try #require(
            try await fixture.storage.transaction { tx in try tx.mail.lease(limit: 1, until: tx.now + 60) }
                .first
        )
    }

    @Test(
        "under the new master key everything goes on: keys, tokens, second factors, mails, the audit log [A10] [E2]"
    )
    func everything() async throws {
        let sealer = AuditSealer(storage: fixture.storage, masterKey: fixture.masterKey)
        try await sealer.seal()
        let new = try await exchange()
        #expect(try await ring(new).keys.map(\.keyID) == fixture.keys.keys.map(\.keyID))
        #expect(try MailQueue(masterKey: new).open(await leased()) == Self.mail)
        #expect(RefreshTokenCodec(new).read(ada.signIn.refreshToken) != nil)
        for purpose in MasterKey.Purpose.allCases {
            #expect(
                (new.derive(purpose) == fixture.masterKey.derive(purpose)) == purpose.isCarried,
                "\(purpose)"
            )
        }
        let code = ada.totp.code(at: fixture.clock.now)
        _ = try await secondFactor(new).confirm(
            try await fixture.loginToken(),
            code: code,
            from: Fixture.phone
        )
        _ = try await secondFactor(new).confirm(
            try await fixture.loginToken(),
            code: ada.recoveryCodes[0],
            from: Fixture.phone
        )
        try await AuditSealer(storage: fixture.storage, masterKey: new).seal()
        let verdict = try await AuditVerifier(storage: fixture.storage, masterKey: new).verify()
        #expect(verdict.fault == nil, "\(verdict)")
        #expect(try await fixture.audited().filter { $0 == .masterKeyRotated }.count == 1)
    }

    @Test("what is carried over is carried on by the next exchange, too")
    func twice() async throws {
        let first = try await exchange()
        let second = MasterKey()
        _ = try await MasterKeyExchange(storage: fixture.storage).exchange(first, for: second)
        let bound = try second.bound(by: await fixture.storage.masterKeyBinding())
        #expect(RefreshTokenCodec(bound).read(ada.signIn.refreshToken) != nil)
        #expect(bound.derive(.keyRing) != first.derive(.keyRing))
        #expect(try await ring(bound).keys.count == 1)
        #expect(throws: MasterKey.UnreadableCarriedKeys.self) {
            try MasterKey().carrying(first.carriedKeys(for: second))
        }
    }

    @Test("the earlier master key opens nothing any more")
    func earlier() async throws {
        let old = try #require(MasterKey(bytes: fixture.masterKey.bytes))
        _ = try await exchange()
        let binding = try await fixture.storage.masterKeyBinding()
        #expect(throws: MasterKeyMismatch()) { try old.bound(by: binding) }
        await #expect(throws: KeyRingError.self) { try await ring(old) }
        let mail = try await leased()
        #expect(throws: MasterKeyMismatch()) { try MailQueue(masterKey: old).open(mail) }
        await #expect(throws: MasterKeyMismatch()) {
            try await MasterKeyExchange(storage: fixture.storage).exchange(old, for: MasterKey())
        }
    }

    @Test("a process that has not followed adds nothing that nobody could open, and does so once it has")
    func behind() async throws {
        let queue = MailQueue(masterKey: fixture.masterKey)
        let (account, session) = (ada.signIn.account.id, ada.signIn.session.id)
        let before = try await leased()
        let new = try await exchange()
        await #expect(throws: MasterKeyMismatch()) {
            try await fixture.storage.transaction { tx in try queue.enqueue(Self.mail, in: tx) }
        }
        await #expect(throws: MasterKeyMismatch()) {
            try await fixture.factors.begin(for: account, in: session, named: nil)
        }
        await #expect(throws: MasterKeyMismatch()) { try await fixture.keys.rotate(at: fixture.clock.now) }
        let token = try await fixture.loginToken()
        await #expect(throws: MasterKeyMismatch()) {
            try await fixture.secondFactor.confirm(token, code: "000000", from: Fixture.phone)
        }
        fixture.masterKey.become(new)
        try await fixture.storage.transaction { tx in try queue.enqueue(Self.mail, in: tx) }
        _ = try await fixture.factors.begin(for: account, in: session, named: nil)
        _ = try await fixture.keys.rotate(at: fixture.clock.now)
        // A mail that was read before the exchange is sent after it.
        #expect(try queue.open(before) == Self.mail)
        let code = ada.totp.code(at: fixture.clock.now)
        _ = try await fixture.secondFactor.confirm(token, code: code, from: Fixture.phone)
    }

    @Test("what was altered stops the exchange, is named, and nothing is changed")
    func altered() async throws {
        let name = SealedSecret.Name.factor(ada.factor.id, of: ada.signIn.account.id)
        try await fixture.storage.transaction {
            try $0.masterKey.replace(SealedSecret(name, sealed: [1, 2, 3]))
        }
        let before = try await fixture.storage.ringKeys().map(\.sealed)
        await #expect(throws: MasterKeyExchange.UnreadableSecret(name: name)) {
            try await MasterKeyExchange(storage: fixture.storage).exchange(
                fixture.masterKey,
                for: MasterKey()
            )
        }
        #expect(try await fixture.storage.masterKeyBinding()?.fits(fixture.masterKey) == true)
        #expect(try await fixture.storage.ringKeys().map(\.sealed) == before)
        #expect(try await !fixture.audited().contains(.masterKeyRotated))
    }
}
