import FoundationEssentials
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite("Notices by mail")
struct MailNoticesTests {
    @Test("a reset password and a changed address are told, the latter to the old address [D4]")
    func told() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            try await fixture.services.follower.advance()
            _ = try await fixture.mailBox.takeAll()
            _ = try await fixture.api.post(
                "/api/me/email",
                ["email": "new@example.org"],
                bearer: tokens.access
            )
            _ = try await fixture.api.post(
                "/api/email-change/confirm",
                ["token": .string(try await fixture.mailBox.take().token)],
                bearer: tokens.access
            )
            try await fixture.services.follower.advance()
            let changed = try await fixture.mailBox.take()
            #expect(changed.kind == .emailChanged)
            #expect(changed.recipient == "ada@example.org")
            #expect(!changed.values.values.contains { $0.contains("new@example.org") })
            _ = try await fixture.api.post("/api/password-reset", ["email": "new@example.org"])
            _ = try await fixture.api.post(
                "/api/password-reset/confirm",
                [
                    "token": .string(try await fixture.mailBox.take().token),
                    "password": .string(PasswordResetTests.newPassword),
                ]
            )
            try await fixture.services.follower.advance()
            try await fixture.services.follower.advance()
            let reset = try await fixture.mailBox.take()
            #expect(reset.kind == .passwordChanged)
            #expect(reset.recipient == "new@example.org")
            #expect(reset.values[.time]?.hasSuffix(" UTC") == true)
        }
    }

    @Test(
        "new devices and changed second factors are told with the device and its address",
        arguments: [
            (AuditEvent.Kind.deviceAdded, OutgoingMail.Kind.newDevice), (.factorAdded, .factorChanged),
            (.factorRemoved, .factorChanged), (.recoveryCodesReplaced, .factorChanged),
        ]
    )
    func device(kind: AuditEvent.Kind, expected: OutgoingMail.Kind) async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            try await fixture.services.follower.advance()
            _ = try await fixture.mailBox.takeAll(withNewDevices: true)
            let account = try #require(UUIDv7(tokens.account))
            let session = try #require(try await fixture.services.sessions.list(of: account).first)
            try await fixture.services.storage.transaction { tx in
                try tx.audit.append(
                    AuditEvent(kind, account: account, session: session.id, detail: "192.0.2.7")
                )
                try tx.audit.append(AuditEvent(.loginSucceeded, account: account))
            }
            try await fixture.services.follower.advance()
            let mails = try await fixture.mailBox.takeAll(withNewDevices: true)
            let mail = try #require(mails.first)
            #expect(mails.map(\.kind) == [expected])
            #expect(mail.recipient == "ada@example.org")
            #expect(mail.values[.address] == "192.0.2.7")
            #expect(mail.values[.device] != nil)
        }
    }

    @Test("an account without an address, or one that is gone, gets none, and the log goes on")
    func nobody() async throws {
        try await APIFixture.run { fixture in
            try await fixture.services.storage.transaction { tx in
                try tx.audit.append(AuditEvent(.passwordChanged, account: UUIDv7(at: tx.now)))
                try tx.audit.append(AuditEvent(.emailChanged, account: UUIDv7(at: tx.now)))
            }
            try await fixture.services.follower.advance()
            #expect(try await fixture.mailBox.takeAll() == [])
        }
    }
}
