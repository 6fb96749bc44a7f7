import Foundation
import GRDB
import LatchkeyAccounts
import LatchkeySQL
import LatchkeyTokens
import Testing

@testable import LatchkeySQLite

@Suite("Mail queue")
struct MailQueueTests {
    private static let link = "https://auth.example.org/reset?token=lko_secret"
    private static let mail = OutgoingMail(
        .passwordReset,
        to: "ada@example.org",
        language: .simplifiedChinese,
        values: [.link: link, .name: "爱达"]
    )

    @Test("a queued mail comes back as it was, and the database never shows what it says [E2]")
    func sealed() async throws {
        let directory = try TemporaryDirectory()
        let storage = try openStorage(directory)
        let queue = MailQueue(masterKey: MasterKey())
        try await storage.transaction { tx in try queue.enqueue(Self.mail, in: tx) }
        let leased = try await storage.transaction { tx in try tx.mail.lease(limit: 1, until: tx.now + 60) }
        #expect(try queue.open(leased[0]) == Self.mail)
        let files = try directory.files().map { URL(fileURLWithPath: "\(directory.path)/\($0)") }
        let copy = try files.reduce(into: Data()) { $0 += try Data(contentsOf: $1) }
        #expect(copy.range(of: Data("password_reset".utf8)) != nil, "the record is in the copy")
        for text in ["lko_secret", "ada@example.org", "爱达"] {
            #expect(copy.range(of: Data(text.utf8)) == nil, "\(text)")
        }
    }

    @Test("what a mail said is erased once it was sent or given up", arguments: [true, false])
    func erased(isSent: Bool) async throws {
        let directory = try TemporaryDirectory()
        let storage = try openStorage(directory)
        let queue = MailQueue(masterKey: MasterKey())
        try await storage.transaction { tx in
            try queue.enqueue(Self.mail, in: tx)
            let leased = try tx.mail.lease(limit: 1, until: tx.now + 60)
            if isSent {
                try tx.mail.markSent(leased[0].id)
            } else {
                try tx.mail.markFailed(leased[0], next: nil, reason: "550")
            }
        }
        let left = try await storage.pool.read { database in
            try database.first("SELECT count(*) FROM mail WHERE sealed IS NOT NULL") { try $0.integer() }
        }
        #expect(left == 0)
    }

    @Test("a mail that somebody moved to another row, or sealed under another key, does not open")
    func moved() async throws {
        let directory = try TemporaryDirectory()
        let storage = try openStorage(directory)
        let queue = MailQueue(masterKey: MasterKey())
        try await storage.transaction { tx in try queue.enqueue(Self.mail, in: tx) }
        let leased = try await storage.transaction { tx in try tx.mail.lease(limit: 1, until: tx.now + 60) }
        let moved = QueuedMail(
            id: UUIDv7(at: testTime),
            kind: leased[0].kind,
            recipientDigest: leased[0].recipientDigest,
            sealed: leased[0].sealed,
            createdAt: leased[0].createdAt
        )
        #expect(throws: (any Error).self) { try queue.open(moved) }
        #expect(throws: (any Error).self) { try MailQueue(masterKey: MasterKey()).open(leased[0]) }
    }

    @Test("whoever queues a mail wakes the sender of its process, once for any number")
    func arrivals() async throws {
        let queue = MailQueue(masterKey: MasterKey())
        queue.wake()
        queue.wake()
        var arrivals = queue.arrivals.makeAsyncIterator()
        #expect(await arrivals.next() != nil)
    }
}
