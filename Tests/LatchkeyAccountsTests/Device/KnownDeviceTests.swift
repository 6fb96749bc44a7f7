import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

@Suite("Known devices")
struct KnownDeviceTests {
    private static let browser = ClientContext(address: "192.0.2.1", device: "browser", keepsCookies: true)

    private func at(_ token: String?, address: String = "192.0.2.1", name: String? = nil) -> ClientContext {
        ClientContext(
            address: address,
            device: "browser",
            deviceName: name,
            deviceToken: token,
            keepsCookies: true
        )
    }

    @Test("the device of the sign-up is known; another is new once [B7]")
    func events() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda(from: Self.browser)
        let token = try #require(ada.deviceToken)
        let again = try await fixture.logIn(from: at(token, address: "203.0.113.5"))
        #expect(again.deviceToken == token)
        #expect(try await added(fixture) == [])
        let other = try await fixture.logIn(from: at(nil, address: "198.51.100.9", name: "Ada's laptop"))
        #expect(other.deviceToken != nil)
        #expect(other.deviceToken != token)
        _ = try await fixture.logIn(from: at(other.deviceToken, address: "198.51.100.10"))
        #expect(try await added(fixture) == ["198.51.100.9 Ada's laptop"])
        #expect(other.session.deviceName == "Ada's laptop")
    }

    @Test("a client without cookies is known by network and software")
    func withoutCookies() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        for _ in 0..<3 { #expect(try await fixture.logIn().deviceToken == nil) }
        #expect(try await added(fixture) == [])
        for _ in 0..<3 { _ = try await fixture.logIn(from: Fixture.laptop) }
        #expect(try await added(fixture).count == 1)
        let known = try await fixture.storage.read { try $0.devices.devices(of: ada.account.id) }
        #expect(known.count == 2)
    }

    @Test("a token that this server has not made is never adopted; one browser serves two accounts")
    func tokens() async throws {
        let fixture = try await Fixture()
        let planted = KnownDevice.makeToken()
        let ada = try await fixture.signUpAda(from: at(planted))
        let token = try #require(ada.deviceToken)
        #expect(token != planted)
        let eve = try await fixture.signUp.signUp(
            NewAccount(username: "eve", password: Fixture.password),
            from: at(token)
        )
        #expect(eve.deviceToken == token)
        #expect(try await fixture.logIn(from: at("junk")).deviceToken != "junk")
        #expect(try fixture.directory.contents().range(of: Data(token.utf8)) == nil)
    }

    @Test("a hundred and eighty days after the last login it is forgotten; an account knows twenty")
    func forgotten() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda(from: Self.browser)
        let token = try #require(ada.deviceToken)
        fixture.clock.advance(by: KnownDevice.lifetime)
        let later = try await fixture.logIn(from: at(token))
        #expect(try await added(fixture).count == 1)
        for _ in 0..<KnownDevice.limit {
            fixture.clock.advance(by: 1)
            _ = try await fixture.logIn(from: at(nil))
        }
        let known = try await fixture.storage.read { try $0.devices.devices(of: ada.account.id) }
        #expect(known.count == KnownDevice.limit)
        let first = try #require(later.deviceToken.flatMap(KnownDevice.digest))
        #expect(!known.contains { $0.digest == first })
    }

    @Test("others' failures do not slow a known device down, not even a hundred; its own do [B7]")
    func throttle() async throws {
        let fixture = try await Fixture(
            throttle: LoginThrottle(freeFailures: 3, longestWait: 60, lockAfter: 5)
        )
        let ada = try await fixture.signUpAda(from: Self.browser)
        for _ in 0..<5 {
            fixture.clock.advance(by: 60)
            await #expect(throws: AccountError.invalidCredentials) {
                try await fixture.logIn(password: Fixture.wrongPassword, from: Fixture.laptop)
            }
        }
        fixture.clock.advance(by: 3600)
        await #expect(throws: AccountError.tooManyAttempts(retryAfter: 60)) {
            try await fixture.logIn(from: Fixture.laptop)
        }
        let token = ada.deviceToken
        _ = try await fixture.logIn(from: at(token, address: "203.0.113.5"))
        // The stranger goes on waiting.
        await #expect(throws: AccountError.tooManyAttempts(retryAfter: 60)) {
            try await fixture.logIn(from: Fixture.laptop)
        }
        for _ in 0..<3 {
            await #expect(throws: AccountError.invalidCredentials) {
                try await fixture.logIn(password: Fixture.wrongPassword, from: at(token))
            }
        }
        await #expect(throws: AccountError.tooManyAttempts(retryAfter: 1)) {
            try await fixture.logIn(from: at(token))
        }
        // Nor is another account's device one of this account's.
        let eve = try await fixture.signUp.signUp(
            NewAccount(username: "eve", password: Fixture.password),
            from: Self.browser
        )
        await #expect(throws: AccountError.tooManyAttempts(retryAfter: 60)) {
            try await fixture.logIn(from: at(eve.deviceToken))
        }
    }

    @Test("with one session a device, signing in again ends the one before, on this device alone [B7]")
    func onePerDevice() async throws {
        let fixture = try await Fixture(onePerDevice: true)
        let first = try await fixture.signUpAda(from: Self.browser)
        let token = first.deviceToken
        let nameless = try await fixture.logIn()
        let tablet = try await fixture.logIn(from: named("Tablet"))
        let again = try await fixture.logIn(from: at(token))
        #expect(fixture.refusal(of: first) == .revoked)
        #expect(try await fixture.session(first.session.id)?.end == .replaced)
        let tabletAgain = try await fixture.logIn(from: named("Tablet"))
        #expect(fixture.refusal(of: tablet) == .revoked)
        for signIn in [nameless, again, tabletAgain, try await fixture.logIn(from: named("Telephone"))] {
            #expect(fixture.refusal(of: signIn) == nil)
        }
        let lenient = try await Fixture()
        let one = try await lenient.signUpAda(from: Self.browser)
        _ = try await lenient.logIn(from: at(one.deviceToken))
        #expect(lenient.refusal(of: one) == nil)
    }

    private func named(_ name: String) -> ClientContext {
        ClientContext(address: "192.0.2.1", device: "app", deviceName: name)
    }

    private func added(_ fixture: Fixture) async throws -> [String?] {
        try await fixture.storage.read { tx in
            try tx.audit.events(after: 0, limit: 999).map(\.event).filter { $0.kind == .deviceAdded }
                .map(\.detail)
        }
    }
}
